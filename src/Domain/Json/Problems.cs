namespace CdViz.Domain.Json;

/// <summary>What was found wrong with a JSON text, or odd, in the order it was found.</summary>
internal sealed class Problems
{
    /// <summary>No more than these are told.</summary>
    public const int Most = 100;

    private List<(int Node, string Pointer, string Rule, string Message)>? all;

    public bool Any => all is not null;

    /// <summary>A value breaks a rule.</summary>
    public void Add(int node, string rule, string message) => Add((node, "", rule, message));

    /// <summary>A rule is broken at a place where there is no value.</summary>
    public void Add(string pointer, string rule, string message) => Add((-1, pointer, rule, message));

    /// <summary>True when something is wrong with a value itself.</summary>
    public bool Has(int node) => all is not null && all.Exists(found => found.Node == node);

    /// <summary>True when something is wrong at a place where there is no value.</summary>
    public bool Has(string pointer) => all is not null && all.Exists(found => found.Node < 0 && found.Pointer == pointer);

    /// <summary>Takes what another has, but no value twice.</summary>
    public void AddAll(Problems others)
    {
        foreach (var other in others.all ?? [])
        {
            if (other.Node < 0 ? !Has(other.Pointer) : !Has(other.Node))
            {
                Add(other);
            }
        }
    }

    /// <summary>All of it, with pointers.</summary>
    public IReadOnlyList<Violation> In(JsonTree tree) => all is null
        ? []
        : [.. all.Select(found => new Violation(found.Node < 0 ? found.Pointer : tree.Pointer(found.Node), found.Rule, found.Message))];

    private void Add((int, string, string, string) found)
    {
        all ??= [];
        if (all.Count < Most)
        {
            all.Add(found);
        }
    }
}
