// A stand-in for Terraform's AWS provider, which no package registry has. It knows the resources that our modules use, and
// plans them like the real one. It changes nothing: there is no AWS behind it.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

//go:embed schema.json
var schemaText []byte

// attribute says of an argument what the provider's documentation says.
type attribute struct {
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Optional bool   `json:"optional"`
	Computed bool   `json:"computed"`
	// What reading a data source gives, where it is computed.
	Value string `json:"value"`
}

type description struct {
	Resources   map[string]map[string]attribute `json:"resources"`
	DataSources map[string]map[string]attribute `json:"dataSources"`
}

var types = map[string]tftypes.Type{
	"string":       tftypes.String,
	"bool":         tftypes.Bool,
	"number":       tftypes.Number,
	"map(string)":  tftypes.Map{ElementType: tftypes.String},
	"set(string)":  tftypes.Set{ElementType: tftypes.String},
	"list(string)": tftypes.List{ElementType: tftypes.String},
}

var timeouts = &tfprotov5.SchemaNestedBlock{
	TypeName: "timeouts",
	Nesting:  tfprotov5.SchemaNestedBlockNestingModeSingle,
	Block: &tfprotov5.SchemaBlock{Attributes: []*tfprotov5.SchemaAttribute{
		{Name: "create", Type: tftypes.String, Optional: true},
		{Name: "update", Type: tftypes.String, Optional: true},
		{Name: "delete", Type: tftypes.String, Optional: true},
	}},
}

func toSchema(attributes map[string]attribute, blocks ...*tfprotov5.SchemaNestedBlock) *tfprotov5.Schema {
	block := &tfprotov5.SchemaBlock{BlockTypes: blocks}
	for name, a := range attributes {
		block.Attributes = append(block.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: types[a.Type], Required: a.Required, Optional: a.Optional, Computed: a.Computed,
		})
	}
	return &tfprotov5.Schema{Block: block}
}

type provider struct{ known description }

func (p *provider) schemas() (resources, dataSources map[string]*tfprotov5.Schema) {
	resources, dataSources = map[string]*tfprotov5.Schema{}, map[string]*tfprotov5.Schema{}
	for name, attributes := range p.known.Resources {
		resources[name] = toSchema(attributes, timeouts)
	}
	for name, attributes := range p.known.DataSources {
		dataSources[name] = toSchema(attributes)
	}
	return resources, dataSources
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	resources, dataSources := p.schemas()
	settings := map[string]attribute{
		"region":              {Type: "string", Optional: true},
		"allowed_account_ids": {Type: "set(string)", Optional: true},
	}
	return &tfprotov5.GetProviderSchemaResponse{
		Provider: toSchema(settings), ResourceSchemas: resources, DataSourceSchemas: dataSources,
	}, nil
}

func (p *provider) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (p *provider) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (p *provider) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (p *provider) UpgradeResourceState(context.Context, *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	return nil, errors.New("there is no state: nothing is ever created")
}

func (p *provider) ReadResource(_ context.Context, r *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: r.CurrentState}, nil
}

// What AWS decides is unknown until it is created.
func (p *provider) PlanResourceChange(_ context.Context, r *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	attributes := p.known.Resources[r.TypeName]
	planned, err := fillComputed(r.ProposedNewState, toSchema(attributes, timeouts), func(a tftypes.Type, name string) tftypes.Value {
		return tftypes.NewValue(a, tftypes.UnknownValue)
	}, attributes)
	return &tfprotov5.PlanResourceChangeResponse{PlannedState: planned}, err
}

func (p *provider) ApplyResourceChange(context.Context, *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	return nil, errors.New("this provider only plans")
}

func (p *provider) ImportResourceState(context.Context, *tfprotov5.ImportResourceStateRequest) (*tfprotov5.ImportResourceStateResponse, error) {
	return nil, errors.New("this provider only plans")
}

func (p *provider) ReadDataSource(_ context.Context, r *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	attributes := p.known.DataSources[r.TypeName]
	state, err := fillComputed(r.Config, toSchema(attributes), func(a tftypes.Type, name string) tftypes.Value {
		return tftypes.NewValue(a, attributes[name].Value)
	}, attributes)
	return &tfprotov5.ReadDataSourceResponse{State: state}, err
}

type fill func(kind tftypes.Type, name string) tftypes.Value

// fillComputed gives a value to each computed argument that the configuration leaves out.
func fillComputed(config *tfprotov5.DynamicValue, schema *tfprotov5.Schema, with fill, attributes map[string]attribute) (*tfprotov5.DynamicValue, error) {
	kind := schema.ValueType()
	value, err := config.Unmarshal(kind)
	if err != nil || value.IsNull() {
		return config, err
	}
	fields := map[string]tftypes.Value{}
	if err := value.As(&fields); err != nil {
		return nil, err
	}
	for name, a := range attributes {
		if a.Computed && fields[name].IsNull() {
			fields[name] = with(types[a.Type], name)
		}
	}
	filled, err := tfprotov5.NewDynamicValue(kind, tftypes.NewValue(kind, fields))
	return &filled, err
}

func main() {
	p := &provider{}
	if err := json.Unmarshal(schemaText, &p.known); err != nil {
		log.Fatal(err)
	}
	serve := func() tfprotov5.ProviderServer { return p }
	if err := tf5server.Serve("registry.terraform.io/hashicorp/aws", serve); err != nil {
		log.Fatal(err)
	}
}
