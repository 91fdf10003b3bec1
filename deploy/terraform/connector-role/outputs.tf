output "role_arn" {
  description = "The roleArn of the connector."
  value       = aws_iam_role.connector.arn
}
