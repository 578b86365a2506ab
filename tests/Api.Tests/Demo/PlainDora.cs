namespace CdViz.Api.Tests.Demo;

/// <summary>The five metrics of the definition dora, worked out from the raw events in plain C#, from the words of docs/metrics.md alone.</summary>
internal sealed class PlainDora
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    private readonly List<Trouble> troubles;
    private readonly Dictionary<(string Service, string Environment), List<Put>> puts;

    public PlainDora(IReadOnlyList<Told> events)
    {
        var merges = events.Where(e => e.What is "change.merged")
            .Select(e => new Merge(e.SubjectId, e.IdOf("repository") ?? "", e.Event.OccurredAt, Id(e), Chain(e))).ToList();
        var packaged = events.Where(e => e.What is "artifact.packaged").GroupBy(e => e.SubjectId)
            .ToDictionary(g => g.Key, g => g.MinBy(e => e.Event.OccurredAt)!);
        puts = events.Where(e => e.What is "service.deployed" or "service.upgraded" or "service.rolledback")
            .Select(e => new Put(e.SubjectId, e.IdOf("environment")!, e.Text("artifactId")!, e.Event.OccurredAt, e.Predicate, Id(e), Chain(e), [.. e.Links.Select(l => l.Target)]))
            .GroupBy(p => (p.Service, p.Environment)).ToDictionary(g => g.Key, g => g.OrderBy(p => p.At).ToList());
        troubles = [.. events.Where(e => e.Subject is "incident").GroupBy(e => e.SubjectId).Select(Trouble.Of)];
        foreach (var line in puts.Values)
        {
            Place(line);
            Deliver(line, merges, packaged);
        }

        foreach (var trouble in troubles)
        {
            Blame(trouble)?.Troubles.Add(trouble);
        }

        foreach (var put in puts.Values.SelectMany(line => line))
        {
            put.Suspect?.TakenBackAt.Add(put.At);
        }
    }

    public IEnumerable<(string Service, string Environment)> Keys => puts.Keys;

    public (int Deployments, double? Lead, int Changes, int Failed, double? Recovery, int Rework) Of(string service, string environment, DateTime from, DateTime to)
    {
        var some = puts[(service, environment)].Where(p => p.At >= from && p.At < to).ToList();
        var leads = some.SelectMany(p => p.Leads).ToList();
        return (some.Count, Median(leads), leads.Count, some.Count(p => p.Failed), Median([.. some.Where(p => p.Failed).Select(p => p.Recovery).OfType<double>()]), some.Count(p => p.Rework));
    }

    private static void Place(List<Put> line)
    {
        var first = line.GroupBy(p => p.Artifact).ToDictionary(g => g.Key, g => g.Min(p => p.At));
        for (var n = 1; n < line.Count; n++)
        {
            var (now, before) = (line[n], line[n - 1]);
            now.Previous = before;
            var back = now.Artifact == before.Artifact ? -1 : line.FindLastIndex(n - 1, p => p.Artifact == now.Artifact);
            var earlier = back >= 0 && first[now.Artifact] < first[before.Artifact];
            now.IsRollback = now.Kind is "rolledback" || earlier;
            now.Suspect = back >= 0 && now.IsRollback ? line[back + 1] : now.Kind is "rolledback" && now.Artifact != before.Artifact ? before : null;
        }

        line[0].IsRollback = line[0].Kind is "rolledback";
    }

    private static void Deliver(List<Put> line, List<Merge> merges, Dictionary<string, Told> packaged)
    {
        var seen = new Dictionary<string, DateTime>();
        foreach (var put in line)
        {
            var made = packaged.GetValueOrDefault(put.Artifact);
            var heads = merges.Where(m => m.At <= put.At && (m.Change == made?.IdOf("change") || put.Links.Contains(m.Id))).ToList();
            if (heads.Count == 0 && merges.Where(m => m.Chain == put.Chain && m.At <= put.At).MaxBy(m => m.At) is { } inChain)
            {
                heads.Add(inChain);
            }

            var brings = put.Previous is not null && !put.IsRollback && put.Previous.Artifact != put.Artifact;
            foreach (var repository in heads.GroupBy(m => m.Repository))
            {
                var newest = repository.Max(m => m.At);
                if (seen.TryGetValue(repository.Key, out var after))
                {
                    put.Leads.AddRange(merges.Where(m => m.Repository == repository.Key && m.At > after && m.At <= newest).Select(m => (put.At - m.At).TotalSeconds));
                }
                else if (brings)
                {
                    put.Leads.AddRange(repository.Select(m => (put.At - m.At).TotalSeconds));
                }

                seen[repository.Key] = newest > after ? newest : after;
            }

            if (heads.Count == 0 && made is not null && brings)
            {
                put.Leads.Add((put.At - made.Event.OccurredAt).TotalSeconds);
            }
        }
    }

    private Put? Blame(Trouble trouble)
    {
        var all = puts.Values.SelectMany(line => line).ToList();
        var near = all.Where(p => p.At <= trouble.From && trouble.From - p.At <= Window && p.Environment == trouble.Environment && p.Service == trouble.Service).ToList();
        return all.Where(p => trouble.Links.Contains(p.Id)).MaxBy(p => p.At) ?? near.Where(p => p.Artifact == trouble.Artifact).MaxBy(p => p.At) ?? near.MaxBy(p => p.At);
    }

    private static double? Median(List<double> numbers)
    {
        numbers.Sort();
        return numbers.Count == 0 ? null : (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2]) / 2;
    }

    private static string Id(Told e) => e.Context.GetProperty("id").GetString()!;

    private static string? Chain(Told e) => e.Context.TryGetProperty("chainId", out var chain) ? chain.GetString() : null;

    private sealed record Merge(string Change, string Repository, DateTime At, string Id, string? Chain);

    private sealed record Trouble(string? Environment, string? Service, string? Artifact, DateTime From, DateTime? To, HashSet<string> Links)
    {
        public static Trouble Of(IEnumerable<Told> reports)
        {
            var told = reports.OrderBy(e => e.Event.OccurredAt).ToList();
            return new(
                told.Select(e => e.IdOf("environment")).FirstOrDefault(id => id is not null), told.Select(e => e.IdOf("service")).FirstOrDefault(id => id is not null),
                told.Select(e => e.Text("artifactId")).FirstOrDefault(id => id is not null), told[0].Event.OccurredAt,
                told.LastOrDefault(e => e.Predicate is "resolved")?.Event.OccurredAt, [.. told.SelectMany(e => e.Links).Select(l => l.Target)]);
        }
    }

    private sealed record Put(string Service, string Environment, string Artifact, DateTime At, string Kind, string Id, string? Chain, HashSet<string> Links)
    {
        public Put? Previous { get; set; }

        public bool IsRollback { get; set; }

        public Put? Suspect { get; set; }

        public List<DateTime> TakenBackAt { get; } = [];

        public List<Trouble> Troubles { get; } = [];

        public List<double> Leads { get; } = [];

        public bool Failed => Troubles.Count > 0 || TakenBackAt.Count > 0;

        public bool Rework => IsRollback || Previous?.Troubles.Exists(t => t.From <= At && (t.To is null || t.To >= At)) is true;

        public double? Recovery => Troubles.Count == 0 ? (TakenBackAt.Min() - At).TotalSeconds
            : Troubles.TrueForAll(t => t.To is not null) ? (Troubles.Max(t => t.To!.Value) - Troubles.Min(t => t.From)).TotalSeconds : null;
    }
}
