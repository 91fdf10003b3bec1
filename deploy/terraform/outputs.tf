output "data" {
  description = "Outputs of the stack of the data, by name."
  value       = aws_cloudformation_stack.data.outputs
}

output "service" {
  description = "Outputs of the stack of the service, by name: the URL of the API among them."
  value       = aws_cloudformation_stack.service.outputs
}
