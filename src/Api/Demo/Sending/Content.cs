namespace CdViz.Api.Demo.Sending;

/// <summary>The members of a JSON object, in order; what is null is left out. Values are texts, whole numbers, lists of texts and objects.</summary>
internal sealed class Content(params (string Name, object? Value)[] members)
{
    /// <summary>The members that have a value.</summary>
    public IEnumerable<(string Name, object Value)> Members => from member in members where member.Value is not null select (member.Name, member.Value);

    /// <summary>The reference <c>{id, source}</c>.</summary>
    public static Content Reference(string id, string? source = null) => new(("id", id), ("source", source));

    /// <summary>With more members after these.</summary>
    public Content With(params (string Name, object? Value)[] more) => new([.. members, .. more]);
}
