"""Writes what a type checker reads (`.pyi`) from the generated Python module.

The module alone would not do: its variants are made to subclass their enum at run time, its errors are replaced behind
the checker's back, and its optional arguments accept any object.
"""

import ast

HEAD = '"""What a type checker reads of the facade; generated from the module."""\n\n'
IMPORTS = "import asyncio\nimport enum\nimport typing\n\n"
# The module says less than it takes: any loop will do, and none.
LOOP = ("asyncio.BaseEventLoop", "asyncio.AbstractEventLoop | None")
# What the generated readers call the types that are no classes of the module.
BUILTIN = {"String": "str", "Boolean": "bool", "Bytes": "bytes"}


def stub(source, extra):
    """The stub of a module's public names, and of `extra` functions."""
    classes, parts, names, ids = {}, [], [], []
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id == "__all__":
                # The library's own ends of what a platform implements, and shapes for fakes, are no part of it.
                names = [n for n in ast.literal_eval(node.value) if not n.endswith(("Impl", "Protocol"))]
            elif "NewType" in ast.unparse(node.value):
                parts.append(ast.unparse(node) + "\n")
                ids.append(node.targets[0].id)
        elif isinstance(node, ast.ClassDef):
            classes.setdefault(node.name, []).append(node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            classes.setdefault(node.name, []).append(node)
    for name in [*names, *extra]:
        for node in classes.get(name, [])[-1:]:
            known = isinstance(node, ast.ClassDef)
            parts.append(of_class(node, classes) if known else function(node, ""))
    public = f"__all__ = {[*ids, *names, *extra]!r}\n"
    return (HEAD + IMPORTS + public + "\n" + "\n".join(parts)).replace(*LOOP)


def of_class(node, classes):
    """A class: an error, an enum with variants that carry something, a list of words, a record, an object or a trait."""
    variants = [inner for inner in node.body if isinstance(inner, ast.ClassDef)]
    if variants:
        is_error = any(ast.unparse(base) == "Exception" for base in classes[node.name][0].bases)
        return with_variants(node, variants, is_error, classes)
    bases = [ast.unparse(base) for base in node.bases if not ast.unparse(base).endswith("Protocol")]
    body = docstring(node, "    ")
    for item in node.body:
        if isinstance(item, ast.Assign) and "enum.Enum" in bases:
            body += f"    {ast.unparse(item)}\n"
        elif isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if item.name == "__init__":
                body += fields(item)
            if (not item.name.startswith("_") and "uniffi" not in item.name) or is_constructor(item):
                body += function(item, "    ")
    head = f"class {node.name}({', '.join(bases)}):\n" if bases else f"class {node.name}:\n"
    return head + (body or "    ...\n")


def with_variants(node, variants, is_error, classes):
    """An enum whose variants are classes of their own, each a subclass of it."""
    inner = "".join(f"    {v.name}: typing.Final[type[_{node.name}_{v.name}]]\n" for v in variants)
    text = f"class {node.name}{'(Exception)' if is_error else ''}:\n{docstring(node, '    ')}{inner}"
    types = error_types(node.name, classes) if is_error else {}
    for variant in variants:
        init = next(i for i in variant.body if isinstance(i, ast.FunctionDef) and i.name == "__init__")
        for argument, kind in zip(init.args.args[1:], types.get(variant.name, [])):
            argument.annotation = ast.Name(kind)
        text += f"\nclass _{node.name}_{variant.name}({node.name}):\n{docstring(variant, '    ')}"
        text += fields(init) + function(init, "    ")
    methods = [i for i in node.body if isinstance(i, ast.FunctionDef) and i.returns and i.name.islower()]
    return text.replace(inner, inner + "".join(function(m, "    ") for m in methods), 1)


def error_types(name, classes):
    """The types of an error's fields, which only its reader knows: variant → types in order."""
    reader = next(i for i in classes[f"_UniffiFfiConverterType{name}"][-1].body if getattr(i, "name", "") == "read")
    found = {}
    for call in (n.value for n in ast.walk(reader) if isinstance(n, ast.Return)):
        kinds = [ast.unparse(a.func).removeprefix("_UniffiFfiConverter").removesuffix(".read") for a in call.args]
        found[call.func.attr] = [BUILTIN.get(k, k[4:] if k.startswith("Type") else "int") for k in kinds]
    return found


def is_constructor(item):
    """Whether an object or record can be made by calling its class."""
    return item.name == "__init__" and not item.args.vararg


def fields(init):
    """The attributes that an `__init__` sets, by its arguments."""
    arguments = [*init.args.args[1:], *init.args.kwonlyargs]
    return "".join(f"    {a.arg}: {annotation(a)}\n" for a in arguments if a.annotation)


def annotation(argument):
    """An argument's type, without the `object` that stands for "left out"."""
    text = ast.unparse(argument.annotation)
    inner = text.removeprefix("typing.Union[object, ")
    return text if inner == text else inner[:-1]


def function(node, indent):
    """A function's head, with its documentation."""
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        if argument.annotation:
            argument.annotation = ast.parse(annotation(argument), mode="eval").body
    node.args.defaults = [ast.Constant(...) for _ in node.args.defaults]
    node.args.kw_defaults = [default and ast.Constant(...) for default in node.args.kw_defaults]
    returns = ast.unparse(node.returns) if node.returns else "None"
    head = "".join(f"{indent}@{ast.unparse(d)}\n" for d in node.decorator_list)
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    head += f"{indent}{word} {node.name}({ast.unparse(node.args)}) -> {returns}:"
    return f"{head}\n{docstring(node, indent + '    ')}{indent}    ...\n"


def docstring(node, indent):
    text = ast.get_docstring(node)
    return f'{indent}{ast.unparse(ast.Constant(text))}\n' if text else ""
