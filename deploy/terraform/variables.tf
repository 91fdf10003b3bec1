# What the module itself needs. The settings of Portunus are in settings.tf.

variable "release" {
  type        = string
  description = "Folder with the unpacked files of one release of Portunus."

  validation {
    condition     = length(fileset(var.release, "portunus-*.data.template.json")) == 1
    error_message = "The folder must contain the files of exactly one release."
  }
}

variable "stage" {
  type        = string
  description = "Name of the stage, which is part of every name. Changing it makes another deployment."

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,15}$", var.stage))
    error_message = "The stage must be up to 16 lower-case letters and digits, and begin with a letter."
  }
}

variable "bucket" {
  type        = string
  description = "S3 bucket for the code and the templates, in the region of the deployment."
}

variable "prefix" {
  type        = string
  description = "What the keys of the code and the templates begin with."
  default     = "portunus/"
}

variable "iam_role_arn" {
  type        = string
  description = "Role that CloudFormation uses instead of your own rights."
  default     = null
}

variable "tags" {
  type        = map(string)
  description = "Tags of both stacks and, through them, of their resources."
  default     = {}
}
