using Npgsql;

namespace CdViz.Api.Tests.Compatibility;

/// <summary>A server of ours and the stand-in for cdviz-db, which get the same events.</summary>
public sealed class BothDatabases : IAsyncLifetime
{
    private TestApi? api;
    private TestDatabase? standIn;

    /// <summary>The server's database.</summary>
    public NpgsqlDataSource Ours => (api ?? throw new InvalidOperationException("Not initialised.")).Database.DataSource;

    /// <summary>cdviz-db's.</summary>
    public NpgsqlDataSource Theirs => (standIn ?? throw new InvalidOperationException("Not initialised.")).DataSource;

    // cdviz-db checks no content; neither does this server, so that an example needs no more than it is about.
    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync(settings => settings with { Admission = new() { Content = ContentRule.Lenient } });
        standIn = await StandIn.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (api?.DisposeAsync() ?? default);
        await (standIn?.DisposeAsync() ?? default);
    }

    /// <summary>Stores events in both, in this order, and waits until ours can be read.</summary>
    public Task StoreAsync(params IEnumerable<AdmittedEvent> events) => StoreTextAsync(events.Select(e => e.Text()));

    /// <summary>Stores events in both, in this order, and waits until ours can be read.</summary>
    public async Task StoreTextAsync(params IEnumerable<string> events)
    {
        string[] all = [.. events];
        await Theirs.StoreTextAsync(all);
        await Ours.StoreTextAsync(all);
        await Ours.TakenAsync();
        await Ours.VisibleAsync();
    }

    /// <summary>Both give the same rows of one text column, and there are some.</summary>
    public async Task ShouldAgreeAsync(string sql, params object[] values)
    {
        var theirs = await Theirs.ColumnAsync<string>(sql, values);
        theirs.ShouldNotBeEmpty(sql);
        var ours = await Ours.ColumnAsync<string>(sql, values);
        ((string[])[.. theirs.Except(ours).Select(row => $"only theirs: {row}"), .. ours.Except(theirs).Select(row => $"only ours: {row}")]).ShouldBeEmpty(sql);
        ours.ShouldBe(theirs);
    }

    /// <summary>One query, two answers.</summary>
    public async Task ShouldDifferAsync(string sql, string[] ours, string[] theirs) =>
        ((string[])[.. await Theirs.ColumnAsync<string>(sql), "|", .. await Ours.ColumnAsync<string>(sql)]).ShouldBe([.. theirs, "|", .. ours]);
}
