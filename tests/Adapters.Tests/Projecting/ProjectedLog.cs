using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>A log in a database of its own with projections, moved by hand: no daemon runs.</summary>
internal sealed class ProjectedLog : IAsyncDisposable
{
    private static readonly Admitter Admitter = new(options: new AdmissionOptions { Drafts = true });

    private readonly TestDatabase database;
    private readonly Appender appender;

    private ProjectedLog(TestDatabase database, IReadOnlyList<Projection> projections)
    {
        this.database = database;
        Engine = new(database.DataSource, projections);
        appender = new(database.DataSource, EventStore.For(database.DataSource, projections), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
    }

    public ProjectionEngine Engine { get; }

    public NpgsqlDataSource Database => database.DataSource;

    public string ConnectionString => database.ConnectionString;

    public Appender Appender => appender;

    public static async Task<ProjectedLog> CreateAsync(IReadOnlyList<Projection>? projections = null)
    {
        var log = new ProjectedLog(
            await (projections is null ? TestDatabase.CreateProvisionedAsync() : TestDatabase.CreateAsync()), projections ?? ProjectionCatalogue.All);
        await log.Engine.ProvisionAsync(TestContext.Current.CancellationToken);
        return log;
    }

    /// <summary>Retracts an event, or amends it, as the door of corrections does.</summary>
    public async Task CorrectAsync(CDEvent target, Dictionary<string, string>? amendment)
    {
        var corrected = Admit(target);
        var content = JsonSerializer.SerializeToElement(new { action = amendment is null ? "retract" : "amend", target = new { eventId = corrected.Id }, amendment });
        var id = $"{Guid.NewGuid()}";
        var made = new CDEvent(id, "/corrections", Events.T(0), id, new CustomEvent { Content = content }) { Type = "dev.cdeventsx.cdviz-correction.made.0.1.0" };
        (await appender.AppendAsync(Admit(made) with { Stream = corrected.Stream }, "correction", null, TestContext.Current.CancellationToken)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    /// <summary>Logs in as who reads, with the rights that a server gives.</summary>
    public async Task<ReaderLogin> LoginAsync()
    {
        await Rights.ApplyAsync(Database, TestContext.Current.CancellationToken);
        return await ReaderLogin.CreateAsync(Database, ConnectionString);
    }

    public static AdmittedEvent Admit(CDEvent e) => Admitter.Admit(e.ToUtf8Json(), AdmissionMode.Lenient).ShouldBeOfType<Admission.Admitted>().Event;

    public async Task AppendAsync(IEnumerable<CDEvent> events, int batch = 1000)
    {
        foreach (var some in events.Select(Admit).Chunk(batch))
        {
            var outcomes = await appender.AppendAsync(some, "test", null, TestContext.Current.CancellationToken);
            outcomes.ShouldAllBe(o => o is AppendOutcome.Appended || o is AppendOutcome.Duplicate);
        }
    }

    /// <summary>Brings every projection to the end of the log.</summary>
    public async Task CatchUpAsync(int pageSize = FeedPage.Positions, int longRest = int.MaxValue)
    {
        await using var connection = await Database.OpenConnectionAsync();
        var head = await EventFeed.HeadAsync(connection, default);
        foreach (var projection in Engine.Projections)
        {
            var live = (await GenerationStore.LiveAsync(connection, projection.Name, default))!;
            await CatchUp.ToAsync(Database, connection, projection, live, head, default, pageSize, longRest: longRest);
        }
    }

    /// <summary>Sets a projection's progress back, as if a crash had lost it, and takes it from the appends.</summary>
    public async Task SetBackAsync(Projection projection, long position)
    {
        await using var connection = await Database.OpenConnectionAsync();
        var live = await LiveAsync(projection);
        await GenerationStore.SetJoinedAsync(connection, live, false, default);
        await GenerationStore.SetProgressAsync(connection, live, position, default);
    }

    public async Task<Generation> LiveAsync(Projection projection)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return (await GenerationStore.LiveAsync(connection, projection.Name, default))!;
    }

    public async Task<List<Generation>> GenerationsAsync(Projection projection)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await GenerationStore.ListAsync(connection, projection.Name, default);
    }

    /// <summary>
    /// All rows of the live generation as JSON, without what depends on arrival: positions, times of recording, and rows of what was known before and is known otherwise now.
    /// </summary>
    /// <param name="projection">The projection.</param>
    /// <param name="alsoFormer">True for what was known before too.</param>
    public async Task<List<string>> RowsAsync(Projection projection, bool alsoFormer = false)
    {
        var live = await LiveAsync(projection);
        List<string> rows = [];
        foreach (var table in await TablesAsync(live))
        {
            await using var command = Database.CreateCommand(
                $"select '{table} ' || (to_jsonb(t) - array(select k from jsonb_object_keys(to_jsonb(t)) k where k ~ '(^|_)position$' or k in ('imported_at', 'recorded_at')))::text from {live.Schema}.{table} t where {alsoFormer} or to_jsonb(t) ->> 'known_to' is null order by 1");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(reader.GetString(0));
            }
        }

        return rows;
    }

    private async Task<List<string>> TablesAsync(Generation generation)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await GenerationSchema.TablesAsync(connection, generation.Schema, default);
    }

    /// <summary>Waits until the projections stand as they should.</summary>
    public async Task<IReadOnlyList<ProjectionStatus>> UntilAsync(Func<IReadOnlyList<ProjectionStatus>, bool> condition)
    {
        IReadOnlyList<ProjectionStatus> all = [];
        await WaitFor.TrueAsync(
            async () => condition(all = await Engine.StatusAsync(TestContext.Current.CancellationToken)), () => string.Join("; ", all));
        return all;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await appender.DisposeAsync();
        await database.DisposeAsync();
    }
}
