# All rules of tflint's ruleset for Terraform, which tflint brings along.
plugin "terraform" {
  enabled = true
  preset  = "all"
}
