"""Generate a registry-ready Terraform module for a monitored Python AWS Lambda.

The whole program, from the path of a spec to the files of a module:

    spec, diagnostics = validate_file("spec.yaml")      # spec.validate
    files = render_files(spec)                          # rendering.files
    with lock_output(directory):                        # output.writer
        recorded = manifest.load(Disk(directory), directory)
        differences = compare_files(files, directory, recorded)
                                                        # output.comparison, output.manifest
        write(changes, unfinished_manifest, manifest, directory)

`output.module.compare_module` does the first half for `lmgen check`, `render_module` all of it for
`lmgen render`. The packages, each of which imports only from those below it:

    commands      the command line: parse, call, print, exit
    fleet         many specs at once, in parallel
    testing       run a module's own tests
    output        compare and write files; git, lock, manifest
    rendering     templates and their environment
    spec          YAML to a valid spec, or to diagnostics
    catalog       every variable, output and feature, as data
    rules         what a value must be: in Python, Terraform, JSON Schema and English
    hcl           literals, types, version constraints, layout

Beside them: alarms (CloudWatch's evaluation of alarms), terraform (finds the binary and providers)
and embedded_aws (an AWS emulator), for testing.
"""

__version__ = "0.1.0"
