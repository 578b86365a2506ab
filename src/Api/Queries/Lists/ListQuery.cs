namespace CdViz.Api;

/// <summary>
/// What may be asked of any list. A list's own query derives from it and adds a <c>string?</c> for each filter: only rows whose column of that name, in
/// snake case, has exactly the value.
/// </summary>
internal abstract record ListQuery : IWaits
{
    /// <summary>Only what happened at or after this instant.</summary>
    public string? From { get; init; }

    /// <summary>Only what happened before this instant.</summary>
    public string? To { get; init; }

    /// <summary>How many items a page may have.</summary>
    public string? Limit { get; init; }

    /// <summary>The cursor of an earlier page: what comes after it.</summary>
    public string? Cursor { get; init; }

    /// <inheritdoc/>
    public string? Wait { get; init; }
}

/// <summary>A filter for which only some words are allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WordsAttribute(params string[] words) : Attribute
{
    /// <summary>The words.</summary>
    public string[] Words => words;
}

/// <summary>The column of a filter, or of a member of an item, that is named otherwise. An interval becomes a number of seconds.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class ColumnAttribute(string name) : Attribute
{
    /// <summary>Its name in the view.</summary>
    public string Name => name;
}
