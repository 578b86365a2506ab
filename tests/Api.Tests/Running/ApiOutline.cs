using System.Text.Json;

namespace CdViz.Api.Tests.Running;

/// <summary>An OpenAPI document as lines that can be compared and read: operations with parameters, bodies and answers, then the members of each schema.</summary>
internal static class ApiOutline
{
    /// <summary>The lines; each of an operation begins with its name.</summary>
    public static IEnumerable<string> Of(JsonElement document) =>
    [
        .. document.GetProperty("paths").EnumerateObject().OrderBy(path => path.Name, StringComparer.Ordinal)
            .SelectMany(path => path.Value.EnumerateObject().OrderBy(operation => operation.Name, StringComparer.Ordinal)
                .SelectMany(operation => Operation($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))),
        .. document.GetProperty("components").GetProperty("schemas").EnumerateObject().OrderBy(schema => schema.Name, StringComparer.Ordinal)
            .Select(schema => $"{schema.Name}: {string.Join(", ", Children(schema.Value, "properties").Select(member => $"{member.Name}: {Schema(member.Value)}"))}".TrimEnd()),
    ];

    private static IEnumerable<string> Operation(string name, JsonElement operation)
    {
        yield return $"{name} {operation.Text("operationId")} [{operation.GetProperty("tags")[0]}]{(operation.TryGetProperty("security", out _) ? " token" : "")}";
        yield return $"{name} summary: {operation.Text("summary")}";
        if (operation.TryGetProperty("description", out var description))
        {
            yield return $"{name} description: {description}";
        }

        foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
        {
            yield return $"{name} {parameter.Text("in")} {parameter.Text("name")}: {Schema(parameter.GetProperty("schema"))}";
        }

        foreach (var content in operation.TryGetProperty("requestBody", out var body) ? Children(body, "content") : [])
        {
            yield return $"{name} body {content.Name}: {Schema(content.Value)}".TrimEnd();
        }

        foreach (var answer in Children(operation, "responses").OrderBy(answer => answer.Name, StringComparer.Ordinal))
        {
            yield return $"{name} {answer.Name} {string.Join(", ", Children(answer.Value, "content").Select(content => $"{content.Name}: {Schema(content.Value)}"))}".TrimEnd();
        }
    }

    private static IEnumerable<JsonProperty> Children(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var children) ? children.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    // Of a parameter's, a body's or a member's schema what a client depends on. That of problems is the same everywhere.
    private static string Schema(JsonElement schema)
    {
        if (schema.TryGetProperty("schema", out var inner))
        {
            schema = inner;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return reference.GetString()!.Split('/')[^1];
        }

        if (schema.TryGetProperty("items", out var items))
        {
            return $"[{Schema(items)}]{(IsNullable(schema) ? "?" : "")}";
        }

        if (schema.TryGetProperty("properties", out var members))
        {
            return members.TryGetProperty("quarantineId", out _) ? "ProblemDetails" : "object";
        }

        if (schema.TryGetProperty("oneOf", out var choices))
        {
            return string.Join(" or ", choices.EnumerateArray().Select(Schema));
        }

        return schema.TryGetProperty("additionalProperties", out var values)
            ? $"{{{Schema(values)}}}{(IsNullable(schema) ? "?" : "")}"
            : string.Join(' ', schema.EnumerateObject().Where(one => one.Name is "type" or "format" or "enum" or "minimum" or "maximum").Select(one => Words(one.Value)));
    }

    private static string Words(JsonElement value) => value.ValueKind is JsonValueKind.Array ? $"[{string.Join(", ", value.EnumerateArray())}]" : value.ToString();

    private static bool IsNullable(JsonElement schema) => schema.GetProperty("type").ToString().Contains("null", StringComparison.Ordinal);
}
