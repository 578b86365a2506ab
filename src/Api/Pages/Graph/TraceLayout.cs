namespace CdViz.Api.Pages.Graph;

/// <summary>Where the nodes of a graph are drawn: causes left of their effects, in columns, so ordered that few edges cross.</summary>
/// <param name="Places">The place of each node: column and row.</param>
/// <param name="Columns">How many columns there are.</param>
/// <param name="Rows">How many rows the longest has.</param>
internal sealed record TraceLayout(IReadOnlyDictionary<string, (int Column, int Row)> Places, int Columns, int Rows)
{
    private const int Sweeps = 6;

    /// <summary>Lays a graph out. Takes time in proportion to its nodes and edges.</summary>
    public static TraceLayout Of(IReadOnlyList<string> nodes, IReadOnlyList<(string Cause, string Effect)> edges)
    {
        var known = nodes.ToHashSet(StringComparer.Ordinal);
        var real = edges.Where(edge => edge.Cause != edge.Effect && known.Contains(edge.Cause) && known.Contains(edge.Effect)).Distinct().ToList();
        var effects = real.ToLookup(edge => edge.Cause, edge => edge.Effect);
        var causes = real.ToLookup(edge => edge.Effect, edge => edge.Cause);
        var column = Column(nodes, effects);
        var columns = nodes.GroupBy(node => column[node]).OrderBy(group => group.Key).Select(group => group.ToList()).ToList();
        var row = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (node, at) in columns.SelectMany(each => each.Select((node, at) => (node, at))))
        {
            row[node] = at;
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var neighbours = sweep % 2 == 0 ? causes : effects;
            foreach (var each in sweep % 2 == 0 ? columns : Enumerable.Reverse(columns))
            {
                var ordered = each.OrderBy(node => neighbours[node].Select(other => row[other]).DefaultIfEmpty(row[node]).Average()).ThenBy(node => row[node]).ToList();
                for (var at = 0; at < ordered.Count; at++)
                {
                    row[ordered[at]] = at;
                }
            }
        }

        return new(nodes.ToDictionary(node => node, node => (column[node], (int)row[node])), columns.Count, columns.Count == 0 ? 0 : columns.Max(each => each.Count));
    }

    // The longest way to it; an edge that would close a circle does not count. The nodes come in order of time, so what is followed first are causes.
    private static Dictionary<string, int> Column(IReadOnlyList<string> nodes, ILookup<string, string> effects)
    {
        var (order, state) = (new List<string>(nodes.Count), new Dictionary<string, bool>(StringComparer.Ordinal));
        var forward = new List<(string Cause, string Effect)>();
        foreach (var root in nodes)
        {
            Visit(root);
        }

        order.Reverse();
        var longest = nodes.ToDictionary(node => node, _ => 0);
        var onward = forward.ToLookup(edge => edge.Cause, edge => edge.Effect);
        foreach (var (node, effect) in order.SelectMany(node => onward[node].Select(effect => (node, effect))))
        {
            longest[effect] = Math.Max(longest[effect], longest[node] + 1);
        }

        // Columns without nodes are left out.
        var used = longest.Values.Distinct().Order().ToList();
        return longest.ToDictionary(pair => pair.Key, pair => used.IndexOf(pair.Value));

        void Visit(string node)
        {
            if (!state.TryAdd(node, true))
            {
                return;
            }

            foreach (var effect in effects[node])
            {
                if (!state.TryGetValue(effect, out var open) || !open)
                {
                    forward.Add((node, effect));
                    Visit(effect);
                }
            }

            state[node] = false;
            order.Add(node);
        }
    }
}
