namespace CdViz.Api.Pages.Where;

/// <summary>What runs where, as a table: a row for each service, a column for each environment.</summary>
/// <param name="Environments">The columns: in the order in which versions reach them, production last.</param>
/// <param name="Rows">The rows, by team and service.</param>
internal sealed record Board(IReadOnlyList<BoardName> Environments, IReadOnlyList<BoardRow> Rows)
{
    /// <summary>What is behind for as long as this is late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromDays(7);

    /// <summary>Makes it.</summary>
    /// <param name="running">What runs.</param>
    /// <param name="production">Which environments count as production.</param>
    /// <param name="teams">Who owns which service.</param>
    /// <param name="now">The moment it is looked at from.</param>
    public static Board Of(IReadOnlyList<Deployment> running, IReadOnlyList<string> production, IReadOnlyDictionary<string, string> teams, DateTime now)
    {
        var services = running.GroupBy(one => new BoardName(one.Service, one.ServiceSource)).ToList();
        var environments = Order([.. services], production);
        var rows = services
            .Select(service => new BoardRow(service.Key, teams.GetValueOrDefault(service.Key.Id), [.. environments.Select(environment => Cell(service, environment, now))]))
            .OrderBy(row => row.Team ?? "\uffff", StringComparer.Ordinal).ThenBy(row => row.Service.Text, StringComparer.Ordinal);
        return new(environments, [.. rows]);
    }

    /// <summary>How many cells stand so.</summary>
    public int Count(Standing standing) => Rows.Sum(row => row.Cells.Count(cell => cell?.Standing == standing));

    // A version reaches one environment after the other: of the same, the first place had it first; of different ones, the newer is where versions come first.
    private static List<BoardName> Order(IReadOnlyList<IGrouping<BoardName, Deployment>> services, IReadOnlyList<string> production)
    {
        var lead = services
            .SelectMany(service => service.SelectMany(one => service, (one, other) => (Environment: EnvironmentOf(one), Lead: IsSame(one, other)
                ? Comparer<DateTime?>.Default.Compare(other.DeployedAt, one.DeployedAt)
                : Comparer<DateTime?>.Default.Compare(one.DeployedAt, other.DeployedAt))))
            .GroupBy(one => one.Environment)
            .ToDictionary(one => one.Key, one => one.Average(each => Math.Sign(each.Lead)));
        return [.. lead.Keys.OrderBy(environment => production.Contains(environment.Id)).ThenByDescending(environment => lead[environment])
            .ThenBy(environment => environment.Text, StringComparer.Ordinal)];
    }

    private static BoardCell? Cell(IEnumerable<Deployment> service, BoardName environment, DateTime now)
    {
        if (service.FirstOrDefault(one => EnvironmentOf(one) == environment) is not { } here)
        {
            return null;
        }

        var newer = service.Where(one => one.DeployedAt > here.DeployedAt && !IsSame(one, here)).ToList();
        var newest = service.MaxBy(one => one.DeployedAt)!;
        if (newer.Count == 0 || IsSame(newest, here))
        {
            return new(here, Standing.Newest, null, null);
        }

        var since = now - newer.Min(one => one.DeployedAt);
        return new(here, since >= Late ? Standing.Late : Standing.Behind, since, newest);
    }

    private static BoardName EnvironmentOf(Deployment one) => new(one.Environment, one.EnvironmentSource);

    private static bool IsSame(Deployment one, Deployment other) => one.ArtifactId == other.ArtifactId || (one.Version is not null && one.Version == other.Version);
}

/// <summary>What an environment or a service is called.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">Its own source, by which it is told from others of that id; null where none was given.</param>
internal sealed record BoardName(string Id, string? Source)
{
    /// <summary>As people see it.</summary>
    public string Text => Source is null ? Id : $"{Id} ({Say.Source(Source)})";
}

/// <summary>A service in all environments.</summary>
/// <param name="Service">What it is called.</param>
/// <param name="Team">Who owns it, where that is known.</param>
/// <param name="Cells">What runs in each environment; null where nothing does.</param>
internal sealed record BoardRow(BoardName Service, string? Team, IReadOnlyList<BoardCell?> Cells);

/// <summary>A service in an environment.</summary>
/// <param name="Runs">What runs.</param>
/// <param name="Standing">How it stands beside the other environments.</param>
/// <param name="Since">How long another version has been further.</param>
/// <param name="Newest">The newest deployment of the service anywhere, where that is another.</param>
internal sealed record BoardCell(Deployment Runs, Standing Standing, TimeSpan? Since, Deployment? Newest);

/// <summary>How a service in an environment stands beside the others.</summary>
internal enum Standing
{
    /// <summary>Nothing newer runs anywhere.</summary>
    Newest,

    /// <summary>Something newer runs elsewhere.</summary>
    Behind,

    /// <summary>It has for a week.</summary>
    Late,
}
