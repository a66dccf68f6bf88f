"""The documents that the generators are given.

A generator supports a part of what a spec can say, and refuses or drops the rest. So it is not given the spec itself
but a document of the types that `codegen.compilation` found, and without the parts that are unsupported nevertheless
(`reduction`).
"""
