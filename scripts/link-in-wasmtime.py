# Links a component that answers HTTP to what wasmtime has of WASI, and makes an instance of it. What it imports of airssys
# traps when it is called; nothing else may be missing. Prints whether it has the function that answers.
import json
import sys

from wasmtime import Engine, Store, WasiConfig
from wasmtime.component import Component, FuncType, Linker

HANDLER = "wasi:http/incoming-handler@"

engine = Engine()
component = Component.from_file(engine, sys.argv[1])
linker = Linker(engine)
linker.add_wasip2()
linker.add_wasi_http()


def trap(*_args):
    raise NotImplementedError("wasmtime has nothing of airssys")


for name, item in component.type.imports(engine).items():
    if name.startswith("airssys:"):
        with linker.root() as root, root.add_instance(name) as instance:
            for function, kind in item.ty.exports(engine).items():
                if isinstance(kind.ty, FuncType):
                    instance.add_func(function, trap)

store = Store(engine)
store.set_wasi(WasiConfig())
store.set_wasi_http()
instance = linker.instantiate(store, component)


def has(version):
    # A later version of WASI is found under the name of an earlier one.
    handler = instance.get_export_index(store, HANDLER + version)
    return handler is not None and instance.get_export_index(store, "handle", handler) is not None


print(json.dumps({"handle": has("0.2.0") and has("0.2.6"), "missing": has("0.3.0")}))
