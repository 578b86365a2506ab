using System.Text.Json;

namespace CdViz.Api.Pages.Dora;

/// <summary>What somebody wants to see otherwise than a definition has it: out of the fields of a form, or of the definition's own text. Nothing of it is saved.</summary>
/// <param name="Definition">The definition that is saved, name@version.</param>
/// <param name="Values">Each choice with its value now, and whether that is otherwise.</param>
public sealed record Otherwise(string Definition, IReadOnlyList<(DoraChoice Choice, string Value, bool Differs)> Values)
{
    /// <summary>The field that says that the others are meant.</summary>
    public const string Field = "if";

    /// <summary>Whether anything is otherwise.</summary>
    public bool Differs => Values.Any(each => each.Differs);

    /// <summary>The definition with what is otherwise.</summary>
    public string Text => DoraChoice.Definition(Definition, Values.Where(each => each.Differs).Select(each => (each.Choice.Member, each.Value)));

    /// <summary>Reads it.</summary>
    /// <param name="saved">The definition, as the API lists it.</param>
    /// <param name="name">Its name@version.</param>
    /// <param name="asked">The definition as it was asked for; may say what is otherwise.</param>
    /// <param name="query">The fields.</param>
    public static Otherwise Of(JsonElement saved, string name, string? asked, IQueryCollection query)
    {
        var said = (asked ?? "").Split(';').Skip(1).Select(part => part.Split('=', 2)).ToLookup(part => part[0], part => part.ElementAtOrDefault(1) ?? "");
        return new(name, [.. DoraChoice.All.Select(choice =>
        {
            var was = Saved(saved.GetProperty(choice.Member));
            var now = query.ContainsKey(Field)
                ? choice.Kind is DoraChoiceKind.List
                    ? string.Join(',', query[choice.Member].Where(word => word is { Length: > 0 }))
                    : query[choice.Member] is [{ Length: > 0 } value, ..] ? value.Trim() : was
                : said[choice.Member].FirstOrDefault() ?? was;
            return (choice, now, !IsSame(choice, was, now));
        })]);
    }

    /// <summary>The fields of a form that say the same.</summary>
    public IEnumerable<(string Name, string Value)> Fields() => !Differs ? [] :
    [
        (Field, "1"),
        .. Values.SelectMany(each => each.Choice.Kind is DoraChoiceKind.List
            ? each.Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => (each.Choice.Member, word))
            : [(each.Choice.Member, each.Value)]),
    ];

    // Which rules there are matters, and not in which order boxes stand.
    private static bool IsSame(DoraChoice choice, string was, string now) =>
        was == now || choice.Kind is DoraChoiceKind.List && was.Split(',').Order().SequenceEqual(now.Split(',').Order());

    private static string Saved(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(word => word.GetString())),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };
}
