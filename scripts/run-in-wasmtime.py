"""Runs a component of airssys in wasmtime, on plain implementations of what it imports.

    python run-in-wasmtime.py REQUEST.json

The request: { "component": path, "interface": WIT name, "function": name, "args": [...], "files": { guest path: host
path }, "fuel": whether wasmtime counts fuel, "repeat": how often the function is called }. Prints one JSON document:
{ "result": the last one, "seconds": [per call], "stored": { key: text } }.

Instead of "function" and "args", "calls": [[name, [...]], ...] calls several and prints { "results": [...] }.
"""

import json
import sys
import time

from wasmtime import Config, Engine, Store, WasiConfig
from wasmtime.component import Component, Linker, Variant

STORED: dict[str, bytes] = {}


# wasmtime's Python takes the sides of a `result` as they are, where their types tell them apart. Here they always do.


def ok(value=None):
    return value


def err(tag, detail=None):
    return Variant(tag, detail)


def define(linker, name, functions):
    with linker.root() as root, root.add_instance(name) as instance:
        for function, implementation in functions.items():
            instance.add_func(function, implementation)


def define_host(linker, files):
    def read(_store, path):
        if path not in files:
            return err("not-found", path)
        with open(files[path], "rb") as file:
            return ok(file.read())

    def delete(_store, key):
        STORED.pop(key, None)
        return ok()

    def unsupported(_store, *_args):
        return err("io-error", "not offered here")

    define(
        linker,
        "airssys:core/host-services@1.0.0",
        {
            "log": lambda _store, level, message, _context: print(f"{level}: {message}", file=sys.stderr),
            "current-time-millis": lambda _store: int(time.time() * 1000),
            "sleep-millis": lambda _store, duration: time.sleep(duration / 1000),
        },
    )
    define(
        linker,
        "airssys:core/storage@1.0.0",
        {
            "get": lambda _store, key: ok(STORED.get(key)),
            "set": lambda _store, key, value: ok(STORED.__setitem__(key, bytes(value))),
            "delete": delete,
            "exists": lambda _store, key: ok(key in STORED),
            "list-keys": lambda _store, prefix: ok(sorted(key for key in STORED if key.startswith(prefix or ""))),
        },
    )
    define(
        linker,
        "airssys:ext-filesystem/files@1.0.0",
        {"read": read, "write": unsupported, "append": unsupported, "delete": unsupported},
    )


def plain(value):
    """A value of wasmtime as JSON has it."""
    if isinstance(value, Variant):
        return {"tag": value.tag, "val": plain(value.payload)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return list(value)
    if hasattr(value, "__dict__"):
        return {key: plain(item) for key, item in vars(value).items()}
    if isinstance(value, int) and abs(value) >= 2**53:
        return str(value)  # JavaScript would read another number
    return value


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        request = json.load(file)
    config = Config()
    config.consume_fuel = request.get("fuel", False)
    engine = Engine(config)
    component = Component.from_file(engine, request["component"])
    store = Store(engine)
    if request.get("fuel", False):
        store.set_fuel(2**62)
    linker = Linker(engine)
    linker.allow_shadowing = True
    store.set_wasi(WasiConfig())
    linker.define_unknown_imports_as_traps(component)
    define_host(linker, request.get("files", {}))
    instance = linker.instantiate(store, component)
    interface = instance.get_export_index(store, request["interface"])

    def exported(name):
        return instance.get_func(store, instance.get_export_index(store, name, interface))

    if "calls" in request:
        results = []
        for name, args in request["calls"]:
            function = exported(name)
            results.append(plain(function(store, *args)))
            function.post_return(store) if hasattr(function, "post_return") else None
        json.dump({"results": results}, sys.stdout)
        return
    function = exported(request["function"])
    seconds = []
    result = None
    for _ in range(request.get("repeat", 1)):
        start = time.perf_counter()
        result = function(store, *request.get("args", []))
        function.post_return(store) if hasattr(function, "post_return") else None
        seconds.append(time.perf_counter() - start)
    stored = {key: value.decode("utf8", "replace") for key, value in STORED.items()}
    json.dump({"result": plain(result), "seconds": seconds, "stored": stored}, sys.stdout)


main()
