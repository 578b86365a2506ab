using System.Reflection;

namespace CdViz.Api.Queries.Lists;

/// <summary>The view in schema <c>cdviz</c> that a list shows.</summary>
/// <param name="name">Its name.</param>
/// <param name="projection">The projection that keeps it, which <c>?wait=</c> waits for.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ViewAttribute(string name, string projection) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The projection that keeps it.</summary>
    public string Projection => projection;

    /// <summary>Its column that <c>from</c>, <c>to</c> and the order go by, a <c>timestamptz</c> that is never null; a member of the item.</summary>
    public string Time { get; init; } = "last_seen_at";

    /// <summary>Its column that tells rows of one time apart, a <c>text</c> that is never null; a member of the item.</summary>
    public string Id { get; init; } = "id";

    /// <summary>The views it is made of, where it is a union: each is read by its own index, as far as a page goes.</summary>
    public string[] Parts { get; init; } = [];

    /// <summary>The view of a list's query.</summary>
    internal static ViewAttribute Of(Type query) => query.GetCustomAttribute<ViewAttribute>() ?? throw new InvalidOperationException($"{query} names no view.");
}

/// <summary>A filter for which only some words are allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WordsAttribute(params string[] words) : Attribute
{
    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => words;
}

/// <summary>The column of a filter, or of a member of an item, that is named otherwise. An interval becomes a number of seconds.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ColumnAttribute(string name) : Attribute
{
    /// <summary>Its name in the view.</summary>
    public string Name => name;
}
