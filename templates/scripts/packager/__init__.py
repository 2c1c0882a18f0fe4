"""The packager of a Lambda function: its source and its dependencies in one zip file.

Standard library only, Python 3.9 and newer, Linux and macOS. ``command`` reads
what is asked for, ``build`` does it, and every other module is one noun of it.
"""
