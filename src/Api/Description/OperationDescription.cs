using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Wolverine.Http;

namespace CdViz.Api.Description;

/// <summary>Completes the description of an operation: parameters, examples, bodies, who may call it.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    private static readonly string[] ForeignMediaTypes = ["application/json"];

    private static readonly string[] ReportMediaTypes = ["application/xml", "application/json", "text/plain"];

    private static readonly string[] CloudEventMediaTypes = ["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"];

    private static readonly (string Status, string Description)[] Refusals =
        [("401", "No token, or one the server does not know"), ("403", "The token does not have the scope"), ("429", "Too many wrong tokens"), ("503", "Not available now")];

    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            ParameterDescription.Complete(parameter, operation.OperationId);
        }

        if (operation.OperationId is "postWebhook" or "postCloudEvents" or "postReport" or "postLogs")
        {
            var types = operation.OperationId switch { "postWebhook" or "postLogs" => ForeignMediaTypes, "postReport" => ReportMediaTypes, _ => CloudEventMediaTypes };
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "May be packed: Content-Encoding gzip, deflate or br.",
                Content = types.ToDictionary(type => type, type => new OpenApiMediaType { Schema = new OpenApiSchema(), Example = Examples.Of(operation.OperationId, type) }),
            };
        }

        if (operation.OperationId is "postSubscription" or "putSubscription")
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(SubscriptionDefinition), null, cancellationToken);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema, Example = Examples.Of(operation.OperationId, "application/json") } },
            };
        }
        else if (EventSchemas.BodiesOf(operation.OperationId, context.Document!) is { } bodies)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "May be packed: Content-Encoding gzip, deflate or br.",
                Content = bodies.ToDictionary(body => body.Key, body => new OpenApiMediaType { Schema = body.Value, Example = Examples.Of(operation.OperationId!, body.Key) }),
            };
            operation.Responses!["200"].Content!["application/json"].Schema = EventSchemas.OneOrMany(context.Document!);
        }
        else
        {
            foreach (var (type, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                content.Example = Examples.Of(operation.OperationId!, type);
            }
        }

        // From the comments of the methods, which are broken into lines; where there is none, Wolverine says the name of its own code.
        operation.Description = (context.Description.ActionDescriptor as WolverineActionDescriptor)?.Chain.Description == operation.Description
            ? null
            : operation.Description?.ReplaceLineEndings(" ");
        await GuardAsync(operation, context, cancellationToken);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            foreach (var (type, content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                content.Example = Examples.Of(operation.OperationId!, status) ?? Examples.Of(operation.OperationId!, type) ?? (status[0] is '4' or '5' ? Examples.Of("problem", status) : null);
            }
        }
    }

    private static async Task GuardAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            return;
        }

        var scope = PublicReads.ScopeOf(metadata.OfType<IAuthorizeData>().Select(data => data.Policy).LastOrDefault() ?? Scopes.Read);
        operation.Description = $"{operation.Description} Needs a token with the scope '{scope}'.".TrimStart();
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDescription.BearerScheme, context.Document)] = [] }];
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, ct);
        operation.Responses ??= [];
        foreach (var (status, description) in Refusals)
        {
            operation.Responses.TryAdd(status, new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
            });
        }
    }

    /// <summary>Answers and bodies shown in the document, by operation and status or media type.</summary>
    internal static class Examples
    {
        private static readonly JsonNode All = Load();

        public static JsonNode? Of(string operation, string key) => All[operation]?[key]?.DeepClone();

        private static JsonNode Load()
        {
            using var file = typeof(OperationDescription).Assembly.GetManifestResourceStream("examples.json")!;
            return JsonNode.Parse(file)!;
        }
    }
}
