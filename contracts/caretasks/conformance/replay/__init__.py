"""`caretasks replay`: send the request of a finding in a report again.

A report may come from another person. It says what is sent, never where or with which key: both come from the command
line, the configuration and the environment. Every request passes the same transport as those of a check.
"""
