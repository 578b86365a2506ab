using System.Collections;

namespace CdViz.Api.Demo;

/// <summary>The members of a JSON object in the order in which they were added; what is null is left out.</summary>
internal sealed class Content : IEnumerable<KeyValuePair<string, object>>
{
    private readonly List<KeyValuePair<string, object>> members = [];

    /// <summary>The reference <c>{id, source}</c>.</summary>
    public static Content Reference(string id, string? source = null) => new() { { "id", id }, { "source", source } };

    /// <summary>Adds a text.</summary>
    public void Add(string name, string? value) => Put(name, value);

    /// <summary>Adds a whole number.</summary>
    public void Add(string name, int? value) => Put(name, value);

    /// <summary>Adds an object.</summary>
    public void Add(string name, Content? value) => Put(name, value);

    /// <summary>Adds a list of texts.</summary>
    public void Add(string name, IReadOnlyList<string>? value) => Put(name, value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Put(string name, object? value)
    {
        if (value is not null)
        {
            members.Add(new(name, value));
        }
    }
}
