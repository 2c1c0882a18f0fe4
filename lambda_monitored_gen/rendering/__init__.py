"""A spec becomes files: template sources, filters, Jinja2 and the rendered files."""
