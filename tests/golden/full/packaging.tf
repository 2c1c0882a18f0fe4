# Rendered by lmgen: change the spec and render again, for edits here would be lost.

locals {
  # The packages built earlier are never packaged, wherever the caller keeps the code.
  package_excludes = concat(["**/.build/**"], var.package_excludes)

  # scripts/package.sh leaves out the same files.
  source_files = setsubtract(
    fileset(var.lambda_source_dir, "**"),
    flatten([for pattern in local.package_excludes : tolist(fileset(var.lambda_source_dir, pattern))]),
  )

  found_requirements = "${var.lambda_source_dir}/requirements.txt"
  requirements_file = var.requirements_file != null ? var.requirements_file : (
    fileexists(local.found_requirements) ? local.found_requirements : "none"
  )
  has_requirements   = local.requirements_file != "none"
  reads_requirements = local.has_requirements ? fileexists(local.requirements_file) : false

  # What a requirements file includes with -r and -c, and what a pyproject.toml is locked by.
  included_requirements = !local.reads_requirements ? [] : flatten(regexall(
    "(?m)^[ \\t]*(?:-r|-c|--requirement|--constraint)[ \\t=]*([^ \\t\\r\\n#]+)",
    file(local.requirements_file),
  ))
  locks = basename(local.requirements_file) == "pyproject.toml" ? ["poetry.lock", "pylock.toml", "uv.lock"] : []
  requirements_files = !local.reads_requirements ? [] : concat(
    [local.requirements_file],
    [
      for name in concat(local.included_requirements, local.locks) : "${dirname(local.requirements_file)}/${name}"
      if fileexists("${dirname(local.requirements_file)}/${name}")
    ],
  )

  # Path and content of everything that shapes the package: a change of any of it, and nothing
  # else, is a new package.
  package_hash = sha256(jsonencode({
    source       = { for file in local.source_files : file => filesha256("${var.lambda_source_dir}/${file}") }
    requirements = [for file in local.requirements_files : filesha256(file)]
    excludes     = local.package_excludes
    runtime      = var.python_version
    architecture = var.architecture
    packager     = { for file in fileset("${path.module}/scripts", "**/*.{py,sh}") : file => filesha256("${path.module}/scripts/${file}") }
  }))
  package_path = "${path.root}/.build/${var.function_name}-${local.package_hash}.zip"
}

resource "terraform_data" "lambda_package" {
  triggers_replace = [local.package_hash]

  # Values travel in the environment: in a command line, a quote in a path would be code.
  provisioner "local-exec" {
    command = "bash \"$PACKAGE_SCRIPT\""

    environment = {
      PACKAGE_SCRIPT            = "${path.module}/scripts/package.sh"
      PACKAGE_SOURCE_DIR        = var.lambda_source_dir
      PACKAGE_REQUIREMENTS_FILE = local.has_requirements ? local.requirements_file : ""
      PACKAGE_PYTHON_VERSION    = var.python_version
      PACKAGE_ARCHITECTURE      = var.architecture
      PACKAGE_OUTPUT            = local.package_path
      PACKAGE_EXCLUDES          = jsonencode(local.package_excludes)
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.source_files) > 0
      error_message = "lambda_source_dir holds no file to package: ${var.lambda_source_dir}. In its path, Terraform takes *, ?, [ and { for patterns."
    }

    precondition {
      condition     = alltrue([for pattern in var.source_code_files : length(fileset(var.lambda_source_dir, pattern)) > 0])
      error_message = "Each pattern of source_code_files must match a file in ${var.lambda_source_dir}."
    }

    precondition {
      condition     = !local.has_requirements || local.reads_requirements
      error_message = "requirements_file does not exist: ${local.requirements_file}."
    }
  }
}
