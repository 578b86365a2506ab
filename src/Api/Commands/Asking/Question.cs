namespace CdViz.Api.Commands.Asking;

/// <summary>A command that asks a running server: the filters of a path as options, its answer as a list.</summary>
/// <param name="Name">The command.</param>
/// <param name="About">What it shows.</param>
/// <param name="Path">The path, with <c>{name}</c> for its argument where it has one.</param>
/// <param name="Query">What may be asked: the type of the endpoint's query.</param>
/// <param name="Item">What is listed.</param>
/// <param name="Columns">What a table shows of it.</param>
internal sealed record Question(string Name, string About, string Path, Type Query, Type Item, IReadOnlyList<Column> Columns)
{
    /// <summary>What a token has to allow.</summary>
    public string Scope { get; init; } = Scopes.Read;

    /// <summary>The argument of the path.</summary>
    public (string Name, Rule<string> Rule)? Argument { get; init; }
}
