"""moto's server, with what our template needs and moto's CloudFormation lacks."""

from secrets import token_hex

from moto import server
from moto.awslambda.models import LambdaVersion, lambda_backends
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.secretsmanager.models import secretsmanager_backends


class LambdaAlias(CloudFormationModel):
    """AWS::Lambda::Alias, by moto's own Lambda. Without it, nothing can name a function by its alias."""

    # moto keeps its models by the part of moto that they are in.
    __module__ = "moto.awslambda.alias"

    def __init__(self, function_name: str, name: str, arn: str) -> None:
        self.function_name, self.name, self.arn = function_name, name, arn

    @property
    def physical_resource_id(self) -> str:
        return self.arn

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Lambda::Alias"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        function_name, name = properties["FunctionName"], properties["Name"]
        backend = lambda_backends[account_id][region_name]
        alias = backend.create_alias(name, function_name, str(properties["FunctionVersion"]), "", {})
        return cls(function_name, name, alias.arn)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        version = str(cloudformation_json["Properties"]["FunctionVersion"])
        backend = lambda_backends[account_id][region_name]
        backend.update_alias(original_resource.name, original_resource.function_name, version, None, None)
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        """Deleting the function deletes its aliases."""


class Secret(CloudFormationModel):
    """AWS::SecretsManager::Secret, with a value that nobody chose."""

    __module__ = "moto.secretsmanager.secret"

    def __init__(self, arn: str) -> None:
        self.arn = arn

    @property
    def physical_resource_id(self) -> str:
        return self.arn

    @staticmethod
    def cloudformation_name_type() -> str:
        return "Name"

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SecretsManager::Secret"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        backend = secretsmanager_backends[account_id][region_name]
        secret = backend.create_managed_secret("portunus", properties["Name"], token_hex(24))
        return cls(secret.arn)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        secretsmanager_backends[account_id][region_name].delete_secret(resource_name, None, True)


def get_version_attribute(version: LambdaVersion, attribute: str) -> str:
    """The number that Fn::GetAtt asks a version for."""
    if attribute != "Version":
        raise parsing.UnformattedGetAttTemplateException()
    return str(version.version)


def secret_in(reference: str) -> str:
    """moto leaves dynamic references as they are."""
    arn = reference.removeprefix("{{resolve:secretsmanager:").removesuffix(":SecretString}}")
    _arn, _aws, _service, region, account_id, *_name = arn.split(":")
    backend = secretsmanager_backends[account_id][region]
    return backend.get_secret_value(arn, None, None)["SecretString"]


clean_json = parsing.clean_json


def clean_without_nothing(part, resources: parsing.ResourceMap):
    """moto leaves AWS::NoValue out of an object, and not out of a list."""
    cleaned = clean_json(part, resources)
    if isinstance(cleaned, str) and cleaned.startswith("{{resolve:secretsmanager:arn:"):
        return secret_in(cleaned)
    return [value for value in cleaned if value is not None] if isinstance(part, list) else cleaned


parse_and_update_resource = parsing.parse_and_update_resource


def update_if_there(logical_id: str, resource: dict, resources: parsing.ResourceMap, **where: str):
    """moto fails to update what a condition left out, and forgets what it can't update, so that it stays for ever."""
    condition = resource.get("Condition")
    if condition and not resources.lazy_condition_map[condition]:
        return None
    return parse_and_update_resource(logical_id, resource, resources, **where) or resources[logical_id]


update = parsing.ResourceMap.update


def update_in_order(resources: parsing.ResourceMap, template: dict, parameters: dict | None = None) -> None:
    """moto heeds DependsOn where a stack is created at once, and not where a change set creates it."""
    update(resources, {**template, "Resources": in_order(template["Resources"])}, parameters)


def in_order(resources: dict) -> dict:
    ordered = {}

    def add(name: str) -> None:
        needed = resources[name].get("DependsOn", [])
        for other in [needed] if isinstance(needed, str) else needed:
            add(other)
        ordered[name] = resources[name]

    for name in resources:
        add(name)
    return ordered


LambdaVersion.has_cfn_attr = classmethod(lambda _cls, attribute: attribute == "Version")
LambdaVersion.get_cfn_attribute = get_version_attribute
parsing.clean_json = clean_without_nothing
parsing.parse_and_update_resource = update_if_there
parsing.ResourceMap.update = update_in_order

server.main()
