using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace CdViz.Api.Tests.Running;

/// <summary>Answers held against an OpenAPI document: the path, the status, the media type and the schema are as it says.</summary>
internal sealed class DocumentedAnswers
{
    private const string Components = "#/components/schemas/";

    private readonly JsonNode document;
    private readonly List<(Regex Path, string Template)> paths;
    private readonly ConcurrentDictionary<string, JsonSchema> schemas = new();

    /// <param name="document">The document.</param>
    public DocumentedAnswers(JsonNode document)
    {
        this.document = document;
        paths =
        [
            .. document["paths"]!.AsObject().Select(path => path.Key).OrderBy(template => template.Count(c => c is '{'))
                .Select(template => (new Regex($"^{Regex.Replace(Regex.Escape(template), @"\\\{[^}]+\}", Rest(template))}$"), template)),
        ];
    }

    /// <summary>What is wrong with an answer, or null.</summary>
    /// <param name="method">The request's.</param>
    /// <param name="path">The request's, as it was sent.</param>
    /// <param name="status">The answer's.</param>
    /// <param name="mediaType">The answer's; null where it has no body.</param>
    /// <param name="body">The answer's, where it is JSON.</param>
    public string? Wrong(string method, string path, int status, string? mediaType, string? body)
    {
        var template = paths.Find(one => one.Path.IsMatch(path)).Template;
        if (template is null || document["paths"]![template]![method.ToLowerInvariant()] is not { } operation)
        {
            // No path or method of the document: then it has to be refused.
            return status is >= 400 and < 500 ? null : $"{method} {path} is not in the document, and is answered {status}";
        }

        var name = $"{method} {template} {status}";
        if (operation["responses"]![$"{status}"] is not { } answer)
        {
            return $"{name} is not in the document";
        }

        if (mediaType is null)
        {
            return answer["content"] is null ? null : $"{name} has no body";
        }

        return answer["content"]?[mediaType] is not { } content ? $"{name} is {mediaType}"
            : body is null || content["schema"] is not { } schema ? null
            : Against(schema, JsonElement.Parse(body), name);
    }

    /// <summary>What is wrong with a value of a schema of the document, or null.</summary>
    public string? Against(JsonNode schema, JsonElement value, string name)
    {
        var result = schemas.GetOrAdd(schema.ToJsonString(), Schema).Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? null : $"{name}: {string.Join("; ", Errors(result).Take(5))} in {value.GetRawText()[..Math.Min(400, value.GetRawText().Length)]}";
    }

    private static IEnumerable<string> Errors(EvaluationResults result) => (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 })
        .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key} {error.Value}"));

    // In JSON Schema what is referred to lies in $defs.
    private JsonSchema Schema(string schema)
    {
        var whole = JsonNode.Parse(schema.Replace(Components, "#/$defs/", StringComparison.Ordinal))!.AsObject();
        var all = new JsonObject { ["$defs"] = JsonNode.Parse(document["components"]!["schemas"]!.ToJsonString().Replace(Components, "#/$defs/", StringComparison.Ordinal)) };
        all["allOf"] = new JsonArray(whole);
        return JsonSchema.FromText(all.ToJsonString());
    }

    // An id at the end of a path may have slashes.
    private static string Rest(string template) => template is "/streams/{id}" or "/trace/{chainId}" or "/artifacts/{artifact}" ? ".+" : "[^/]+";
}
