"""How much fuel functions of a core module use in wasmtime.

    python fuel-in-wasmtime.py REQUEST.json

The request: { "module": path, "fuel": units for each call, "calls": [{ "name", "params": [types], "args": [texts] }] }. Every call
gets a fresh instance, whose imported functions answer 0. Prints a list of { "fuel": text or null after a trap, "result": text of
a whole number or null }.
"""

import json
import math
import sys

from wasmtime import Config, Engine, FuncType, Linker, Module, Store, Trap, ValType, WasmtimeError


def zero_of(result):
    return 0.0 if result in (ValType.f32(), ValType.f64()) else 0


def answering_zero(kind: FuncType):
    zeros = [zero_of(result) for result in kind.results]
    answer = None if not zeros else zeros[0] if len(zeros) == 1 else zeros
    return lambda *_args: answer


def value(kind, text):
    return float(text) if kind.startswith("f") else int(text)


def whole_number(result):
    if isinstance(result, float):
        is_minus_zero = result == 0 and math.copysign(1, result) < 0
        return str(int(result)) if result.is_integer() and abs(result) < 2**53 and not is_minus_zero else None
    return str(result) if isinstance(result, int) else None


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        request = json.load(file)
    config = Config()
    config.consume_fuel = True
    config.cranelift_opt_level = "none"
    engine = Engine(config)
    module = Module.from_file(engine, request["module"])
    used = []
    for call in request["calls"]:
        store = Store(engine)
        linker = Linker(engine)
        linker.allow_shadowing = True
        for imported in module.imports:
            linker.define_func(imported.module, imported.name, imported.type, answering_zero(imported.type))
        store.set_fuel(request["fuel"])
        function = linker.instantiate(store, module).exports(store)[call["name"]]
        before = store.get_fuel()
        try:
            result = function(store, *[value(kind, text) for kind, text in zip(call["params"], call["args"])])
        except (Trap, WasmtimeError):
            used.append({"fuel": None, "result": None})
            continue
        used.append({"fuel": str(before - store.get_fuel()), "result": whole_number(result)})
    json.dump(used, sys.stdout)


main()
