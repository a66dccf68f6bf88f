"""The reports of `caretasks prove`: the terminal table and the JSON, HTML and Markdown files."""
