"""The base class of generated models, and how they are converted from and to JSON.

A model declares its properties in `_spec`. The functions that decode and encode it are compiled from that when they are
first called, as attrs compiles `__init__`: a loop over the properties takes a third longer to decode and twice as long
to encode.
"""

import linecache
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeGuard, TypeVar

import attrs
from attrs import field

from .decoding import IGNORED, Decoder, Drift, any_value, date, is_array, is_object, missing, nullable, string
from .encoding.json_values import date_to_json, to_json_value
from .tracebacks import clear_traceback
from .types import UNSET

if TYPE_CHECKING:
    from attrs import define as define
else:

    def define(*, init=True, **options):
        """Define a model, with a constructor by attrs even if `init` is False.

        A constructor accepts more types than its properties have: strings for enums, UUIDs and dates. Such a model
        declares it for type checkers, and `init=False` tells mypy not to replace that by what it derives.
        """
        return attrs.define(**options)


V = TypeVar("V")

REDACTED = "..."
"""What `repr` shows in place of a value that may be patient data."""


READ_ONLY: Any = UNSET
"""The default of a required property that the server sets: a model that is sent need not have it."""


class Field(NamedTuple):
    """A property of a model.

    Attributes:
        key: its name in JSON; None if that is the attribute.
        required: its documented type; empty if it is optional.
        parsed: whether a string or integer in JSON is a value of another type in Python (an enum, a UUID, a date). The
            constructor accepts both.
        sensitive: whether it may hold patient data (`x-sensitive`).
        has_models: whether its value consists of models. A string in their place may be anything and is not shown.
        decided_by: the name in JSON of the property that decides how it is decoded; empty if none does.
        variants: the decoder for each value of that property. For any other value, `decode` is used.
    """

    name: str
    decode: Decoder
    key: str | None = None
    required: str = ""
    parsed: bool = False
    sensitive: bool = False
    has_models: bool = False
    decided_by: str = ""
    variants: Mapping[str, Decoder] = {}

    @property
    def json_name(self) -> str:
        """Its name in JSON."""
        return self.name if self.key is None else self.key


class ModelSpec:
    """The documented properties of a model, the decoder of all others, and whether all may be patient data."""

    def __init__(self, *fields: Field, additional: Decoder = any_value, sensitive: bool = False) -> None:
        self.fields = fields
        self.additional = additional
        self.sensitive = sensitive


@define(repr=False)
class Model(Generic[V]):
    """A JSON object. Properties that are not documented are kept, and can be read by subscription (`task["name"]`)."""

    additional_properties: dict[str, V] = field(kw_only=True, factory=dict[str, V])
    """The properties that are not documented, received or to be sent."""

    @staticmethod
    def _spec() -> ModelSpec:
        raise NotImplementedError

    def __attrs_post_init__(self) -> None:
        """Parse the strings that were passed for enums, UUIDs and dates. One that is invalid stays as it is."""
        _compiled(type(self), self._spec)["__attrs_post_init__"](self)

    @classmethod
    def from_dict(cls, source: Mapping[str, Any], drift: Drift = IGNORED, pointer: str = "", /) -> Self:
        """Decode a JSON object.

        Args:
            source: the object, by its names in the spec.
            drift: records where the object differs from the spec.
            pointer: the JSON pointer to the object.
        """
        decoded: Self = _compiled(cls, cls._spec)["from_dict"](cls, source, drift, pointer)
        return decoded

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, by its names in the spec."""
        encoded: dict[str, Any] = _compiled(type(self), self._spec)["to_dict"](self)
        return encoded

    def __repr__(self) -> str:
        spec = self._spec()
        shown = [
            (each.name, REDACTED if spec.sensitive or each.sensitive else _repr(getattr(self, each.name), each))
            for each in spec.fields
        ]
        values = ", ".join(f"{name}={value}" for name, value in [*shown, ("additional_properties", REDACTED)])
        return f"{type(self).__name__}({values})"

    @property
    def additional_keys(self) -> list[str]:
        """The names of the additional properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> V:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: V) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)


@define(repr=False)
class MapModel(Model[V]):
    """A JSON object without documented properties. It has the methods of a mapping."""

    def __len__(self) -> int:
        return len(self.additional_properties)

    def keys(self) -> KeysView[str]:
        """Return the names of the properties."""
        return self.additional_properties.keys()

    def values(self) -> ValuesView[V]:
        """Return the values of the properties."""
        return self.additional_properties.values()

    def items(self) -> ItemsView[str, V]:
        """Return the names and values of the properties."""
        return self.additional_properties.items()

    def get(self, key: str, default: V | None = None) -> V | None:
        """Return the value of a property, or the default if the object does not have it."""
        return self.additional_properties.get(key, default)


def _repr(value: Any, declared: Field) -> str:
    """Return the `repr` of a value. An object may hold anything and is not shown, nor is a string for a model."""
    if is_array(value):
        return f"[{', '.join(_repr(each, declared) for each in value)}]"
    return REDACTED if is_object(value) or (declared.has_models and isinstance(value, str)) else repr(value)


def values_at(value: Any, pointer: str) -> Iterator[Any]:
    """Yield the values at a JSON pointer into a model or JSON, in which `*` stands for every item of an array."""
    values = [value]
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        found: list[Any] = []
        for each in values:
            if is_object(each):
                found += [each[name]] if name in each else []
            elif is_array(each):
                found += each if name == "*" else each[int(name) : int(name) + 1] if name.isdigit() else []
            elif _is_model(each):
                found.append(_property(each, name))
        values = [each for each in found if each is not UNSET]
    yield from values


def _is_model(value: object) -> TypeGuard[Model[Any]]:
    return isinstance(value, Model)


def _property(model: Model[Any], key: str) -> Any:
    declared = model._spec().fields  # pyright: ignore[reportPrivateUsage] - public names are those of properties
    names = (each.name for each in declared if each.json_name == key)
    name = next(names, None)
    return model.additional_properties.get(key, UNSET) if name is None else getattr(model, name)


_COMPILED: dict[type, Mapping[str, Callable[..., Any]]] = {}


def _compiled(kind: type[Model[Any]], make_spec: Callable[[], ModelSpec]) -> Mapping[str, Callable[..., Any]]:
    """Compile the methods of a class; unless it has its own, they become its methods, which saves a call each time."""
    if kind in _COMPILED:
        return _COMPILED[kind]
    spec = make_spec()
    code = "\n".join([*_from_dict_code(spec), *_to_dict_code(spec), *_parse_code(spec), ""])
    file = f"<caretasks model {kind.__module__}.{kind.__qualname__}>"
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)  # for tracebacks and debuggers
    namespace: dict[str, Any] = {
        "IGNORED": IGNORED,
        "UNSET": UNSET,
        "decode_additional": spec.additional,
        "clear_traceback": clear_traceback,
        "encode": to_json_value,
        "encode_date": date_to_json,
        "missing": missing,
        "names": frozenset(each.json_name for each in spec.fields),
        **{f"decode_{number}": each.decode for number, each in enumerate(spec.fields)},
        **{f"select_{number}": _selector(each) for number, each in enumerate(spec.fields) if each.decided_by},
    }
    exec(compile(code, file, "exec"), namespace)  # noqa: S102 - of names that are literals and identifiers here
    compiled = {name: namespace[name] for name in ("from_dict", "to_dict", "__attrs_post_init__")}
    for name, function in compiled.items():
        function.__module__, function.__doc__ = kind.__module__, getattr(Model, name).__doc__
        function.__qualname__ = f"{kind.__qualname__}.{name}"
        if name not in vars(kind):
            setattr(kind, name, classmethod(function) if name == "from_dict" else function)
    return _COMPILED.setdefault(kind, compiled)


def _selector(declared: Field) -> Callable[[Mapping[str, Any]], Decoder]:
    """Return a function that returns the decoder of a property that another one decides on."""

    def select(source: Mapping[str, Any]) -> Decoder:
        value = source.get(declared.decided_by)
        return declared.variants.get(value, declared.decode) if isinstance(value, str) else declared.decode

    return select


_STRINGS = (string, nullable(string))
_DATES = (date, nullable(date))


def _from_dict_code(spec: ModelSpec) -> Iterator[str]:
    yield "def from_dict(cls, source, drift=IGNORED, pointer='', /):"
    yield "    model = cls.__new__(cls)"
    yield "    known = 0"
    for number, each in enumerate(spec.fields):
        key = each.json_name
        step = "/" + key.replace("~", "~0").replace("/", "~1")
        yield f"    if {key!r} in source:"
        yield "        known += 1"
        yield f"        value = source[{key!r}]"
        decode = f"select_{number}(source)" if each.decided_by else f"decode_{number}"
        decoded = f"{decode}(value, drift, pointer, {step!r})"
        if each.decode in _STRINGS:  # most fields are strings, and a call takes longer than the comparison
            decoded = f"value if value.__class__ is str else {decoded}"
        yield f"        model.{each.name} = {decoded}"
        yield "    else:"
        absent = f"missing(drift, pointer, {step!r}, {each.required!r})" if each.required else "UNSET"
        yield f"        model.{each.name} = {absent}"
    other = "value" if spec.additional is any_value else "decode_additional(value, drift, pointer, '/*')"
    yield "    model.additional_properties = {} if known == len(source) else {"
    yield f"        name: {other} for name, value in source.items() if name not in names"
    yield "    }"
    yield "    return model"


def _to_dict_code(spec: ModelSpec) -> Iterator[str]:
    yield "def to_dict(self):"
    yield "    try:"
    yield from (f"    {line}" for line in _encoding_code(spec))
    yield "    except BaseException as error:"
    yield "        result = value = None"
    yield "        clear_traceback(error)"
    yield "        raise"


def _encoding_code(spec: ModelSpec) -> Iterator[str]:
    if spec.additional is any_value:
        yield "    result = {**self.additional_properties}"
    else:
        yield "    result = {name: encode(value) for name, value in self.additional_properties.items()}"
    for each in spec.fields:
        yield f"    value = self.{each.name}"
        encode = "encode_date" if each.decode in _DATES else "encode"
        yield "    if value is not UNSET:"
        yield f"        result[{each.json_name!r}] = value if value.__class__ is str else {encode}(value)"
    yield "    return result"


def _parse_code(spec: ModelSpec) -> Iterator[str]:
    yield "def __attrs_post_init__(self):"
    for number, each in enumerate(spec.fields):
        if each.parsed:
            yield f"    value = self.{each.name}"
            yield "    if value.__class__ in (str, int, list):"
            yield f"        self.{each.name} = decode_{number}(value, IGNORED, '', '')"
    yield "    return None"
