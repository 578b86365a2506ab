using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;

namespace CdViz.Api.Commands.Asking;

/// <summary>The parameters of an endpoint's query as options: their names with hyphens, their meaning and what is allowed as the OpenAPI document has them.</summary>
internal sealed class Filters
{
    // What the command does by itself.
    private static readonly string[] NotAsked = ["limit", "cursor", "after", "before"];

    private readonly IReadOnlyList<(string Parameter, Option<string?> Option)> options;

    /// <param name="query">Type of the endpoint's query.</param>
    public Filters(Type query) =>
        options = [.. Parameters(query).Where(parameter => !NotAsked.Contains(parameter.Name)).Select(parameter => (parameter.Name, OptionOf(parameter.Name, parameter.Property)))];

    /// <summary>All parameters of a query, as they are called in it.</summary>
    public static IEnumerable<(string Name, PropertyInfo Property)> Parameters(Type query) => query.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.PropertyType == typeof(string)).Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), property));

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command) => options.ToList().ForEach(one => command.Options.Add(one.Option));

    /// <summary>The query that they make.</summary>
    public IEnumerable<(string Parameter, string Value)> Of(ParseResult parsed) =>
        options.Select(one => (one.Parameter, parsed.GetValue(one.Option))).Where(one => one.Item2 is not null)!;

    private static Option<string?> OptionOf(string parameter, PropertyInfo property)
    {
        var (meaning, schema) = ParameterDescription.Of(parameter, property.DeclaringType!);
        var words = property.GetCustomAttribute<WordsAttribute>()?.Words ?? schema.Enum?.Select(word => word!.ToString()).ToList();
        var name = parameter is "bucket" ? "--by" : $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(parameter)}";
        return Given.Option(name, meaning, words is { Count: > 0 } ? Rules.OneOf(words) : RuleOf(schema));
    }

    private static Rule<string> RuleOf(OpenApiSchema schema) => schema switch
    {
        { Format: "date-time" } => Rules.Time,
        { Type: JsonSchemaType.Integer } => WholeText(long.Parse(schema.Minimum ?? "0", CultureInfo.InvariantCulture)),
        _ => Rules.Text,
    };

    private static Rule<string> WholeText(long from) => new(
        Rules.Number(from).Allowed,
        (string text, out string value) =>
        {
            value = text;
            return Rules.Number(from).Read(text, out _);
        },
        []);
}
