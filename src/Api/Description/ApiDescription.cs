using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CdViz.Api.Description;

/// <summary>The OpenAPI document, <c>/openapi/v1.json</c>: made from the endpoints, completed with what they cannot say of themselves.</summary>
internal static class ApiDescription
{
    /// <summary>Name of the security scheme.</summary>
    public const string BearerScheme = "bearer";

    /// <summary>Adds it.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer(Complete);
        options.AddOperationTransformer<OperationDescription>();
        options.AddSchemaTransformer(Complete);
    });

    private static Task Complete(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CdViz.EventStore",
            Version = Product.Version,
            Description = "The evidence store of software delivery: CDEvents in, an ordered log, read tables out. "
                + "Times are UTC, ISO 8601. Errors are RFC 9457 problem details.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "Events", Description = "CDEvents in, and the log they make." },
            new() { Name = "Read tables", Description = "What the log says: what runs where, how runs and tests went." },
            new() { Name = "Projections", Description = "What keeps the read tables up to date." },
            new() { Name = "Inbox", Description = "What tools say in words of their own, and what became of it." },
            new() { Name = "Quarantine", Description = "What came in and is not in the log, and why." },
            new() { Name = "Operation", Description = "Health and measurements." },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token of the setting Tokens. Where none is configured, none is needed, and the server is reached from its own machine alone.",
        };
        return Task.CompletedTask;
    }

    private static async Task Complete(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        // What is left out where there is nothing to say is not required.
        foreach (var member in context.JsonTypeInfo.Properties.Where(member => member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), false) is { Length: > 0 }))
        {
            schema.Required?.Remove(member.Name);
        }

        // Tells the answer to many from that to one.
        if (context.JsonTypeInfo.Type == typeof(ManyReceipt))
        {
            schema.Required = new HashSet<string> { "appended", "duplicates", "quarantined", "rejected" };
        }

        if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
        {
            schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
            schema.Properties["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "All that is invalid: where (a JSON pointer; for a query, / and the parameter), which rule, and what was found and is allowed.",
                Items = await context.GetOrCreateSchemaAsync(typeof(Violation), null, ct),
            };
            schema.Properties["quarantineId"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Description = "The number under which a refused event is kept: /quarantine/{id}.",
            };
        }
    }
}
