using System.Diagnostics;
using CdViz.Api.Tests.Grafana;
using Npgsql;

namespace CdViz.Bench.Benchmarks;

/// <summary>Every query of the dashboards over the demo company's years, as a dashboard sends it when it is opened, warm.</summary>
internal sealed class Panels : IBenchmark
{
    private const int Million = 1_000_000;

    // What each query may take, in milliseconds.
    private const double AtMost = 200;

    private static readonly DateOnly End = new(2026, 7, 15);

    /// <inheritdoc/>
    public string Name => "panels";

    /// <inheritdoc/>
    public string About => "the queries of the dashboards over the demo company's years, with the times and choices a dashboard opens with; the slowest first";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        await DemoSeed.FillAsync(database, End, options.Events ?? Million, progress, ct);
        await using var reader = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Options = "-c role=cdviz_reader -c default_transaction_read_only=on",
        });
        List<Series> series = [];
        foreach (var file in DashboardFile.In(Path.Combine(Root(), "grafana", "dashboards")))
        {
            progress(file.Name);
            series.AddRange(await OfAsync(file, reader, options.Rounds, ct));
        }

        series = [.. series.OrderByDescending(of => of.Median)];
        return new(Name, About, machine, series, [new($"{AtMost:N0} ms by the slowest query", [AtMost / series[0].Median], 1)]);
    }

    private static async Task<IEnumerable<Series>> OfAsync(DashboardFile file, NpgsqlDataSource reader, int rounds, CancellationToken ct)
    {
        var end = End.ToDateTime(default, DateTimeKind.Utc);
        // Panels have about a thousand points.
        var grafana = new GrafanaSql(end - file.Range, end, TimeSpan.FromMinutes(Math.Max(1, Math.Round(file.Range.TotalMinutes / 1000))));
        var chosen = await file.ChooseAsync(reader, grafana, ct);
        List<Series> series = [];
        foreach (var query in file.Queries)
        {
            series.Add(await TimeAsync($"{file.Name}: {query.Title}", grafana.Expand(query.Sql, chosen), reader, rounds, ct));
        }

        foreach (var variable in file.Variables.Where(variable => variable.IsQuery))
        {
            series.Add(await TimeAsync($"{file.Name}: choices of {variable.Name}", grafana.Expand(variable.Query, chosen), reader, rounds, ct));
        }

        return series;
    }

    private static async Task<Series> TimeAsync(string name, string sql, NpgsqlDataSource reader, int rounds, CancellationToken ct)
    {
        List<double> times = [];
        var rows = 0;
        for (var round = -1; round < rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            rows = 0;
            await using var command = reader.CreateCommand(sql);
            await using var answer = await command.ExecuteReaderAsync(ct);
            while (await answer.ReadAsync(ct))
            {
                rows++;
            }

            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        return new(name, "ms", times) { Details = new Dictionary<string, double> { ["rows"] = rows } };
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CdViz.EventStore.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark does not run inside a checkout.");
        }

        return folder.FullName;
    }
}
