variable "name" {
  type        = string
  description = "Name of the role. Its path is /portunus/, where the functions may assume roles by default."

  validation {
    condition     = can(regex("^[\\w+=,.@-]{1,64}$", var.name))
    error_message = "The name must be one of an IAM role."
  }
}

variable "portunus_account_id" {
  type        = string
  description = "AWS account of Portunus."

  validation {
    condition     = can(regex("^[0-9]{12}$", var.portunus_account_id))
    error_message = "The account ID must be 12 digits."
  }
}

variable "stage" {
  type        = string
  description = "Stage of Portunus. Its functions in every region may assume the role."

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,15}$", var.stage))
    error_message = "The stage must be up to 16 lower-case letters and digits, and begin with a letter."
  }
}

variable "external_id" {
  type        = string
  description = "External ID of the connector, which `portunus apply` prints."

  validation {
    condition     = can(regex("^[\\w+=,.@:/-]{2,}$", var.external_id)) && length(var.external_id) <= 1224
    error_message = "The external ID must be the one that `portunus apply` prints."
  }
}

variable "with_session_tags" {
  type        = bool
  description = "Whether the connector sets session tags."
  default     = false
}

variable "with_source_identity" {
  type        = bool
  description = "Whether the connector sets a source identity."
  default     = false
}

variable "access" {
  type        = string
  description = "What the role may do with its repositories: pull, or push, which includes pull."

  validation {
    condition     = contains(["pull", "push"], var.access)
    error_message = "The access must be pull or push."
  }
}

variable "repositories" {
  type        = list(string)
  description = "Names of repositories in the account of the role, or patterns of them such as team-a/*."

  validation {
    condition     = length(var.repositories) > 0
    error_message = "Name at least one repository: an empty list would allow nothing."
  }
}

variable "region" {
  type        = string
  description = "Region of the repositories, or * for all."
  default     = "*"
}

variable "max_session_duration" {
  type        = number
  description = "Longest session in seconds."
  default     = 3600
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the policy that bounds the role."
  default     = null
}

variable "tags" {
  type        = map(string)
  description = "Tags of the role."
  default     = {}
}
