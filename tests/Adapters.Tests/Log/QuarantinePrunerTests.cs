using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class A_quarantine_beyond_its_limits : IAsyncLifetime
{
    private readonly Dictionary<string, long> dropped = [];
    private TestDatabase database = null!;
    private int transactions;

    private NpgsqlDataSource Data => database.DataSource;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task drops_what_was_not_seen_for_too_long_by_its_kind()
    {
        foreach (var reason in QuarantineReason.All)
        {
            foreach (var days in (int[])[1, 6, 8, 89, 91])
            {
                await KeepAsync(reason, days);
            }
        }

        (await PruneAsync(new QuarantineLimits())).ShouldBeTrue();

        (await LeftAsync()).ShouldBe(
            ["unknown-type 1 6 8 89", "unknown-version 1 6 8 89", "conflict 1 6 8 89", "invalid 1 6", "not-json 1 6"], ignoreOrder: true);
        dropped.ShouldBe(
            new Dictionary<string, long> { ["unknown-type"] = 1, ["unknown-version"] = 1, ["conflict"] = 1, ["invalid"] = 3, ["not-json"] = 3 },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData(12, "conflict 1 2 3", "invalid 1 2 3", "invalid redriven 1 2 3", "unknown-type redriven 1 2 3")]
    [InlineData(11, "conflict 1 2 3", "invalid 1 2 3", "invalid redriven 1 2", "unknown-type redriven 1 2 3")]
    [InlineData(8, "conflict 1 2 3", "invalid 1 2 3", "unknown-type redriven 1 2")]
    [InlineData(5, "conflict 1 2 3", "invalid 1 2")]
    [InlineData(3, "conflict 1 2 3")]
    [InlineData(1, "conflict 1")]
    public async Task drops_what_is_in_the_log_first_then_what_was_refused_and_of_each_the_oldest(int fit, params string[] left)
    {
        foreach (var days in (int[])[1, 2, 3])
        {
            await KeepAsync("conflict", days);
            await KeepAsync("invalid", days);
            await KeepAsync("invalid", days, redriven: true);
            await KeepAsync("unknown-type", days, redriven: true);
        }

        await PruneAsync(new QuarantineLimits { MaxBytes = fit * await BytesOfOneAsync() });

        (await LeftAsync()).ShouldBe(left, ignoreOrder: true);
    }

    [Fact]
    public async Task drops_a_few_in_a_transaction_and_no_more_than_it_must()
    {
        for (var i = 0; i < 95; i++)
        {
            await KeepAsync("conflict", 1);
        }

        await PruneAsync(new QuarantineLimits { MaxBytes = 30 * await BytesOfOneAsync() }, batch: 10);

        (await Data.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(30);
        transactions.ShouldBe(7);
        dropped.ShouldBe(new Dictionary<string, long> { ["conflict"] = 65 });
    }

    [Fact]
    public async Task is_looked_after_by_one_node_at_a_time()
    {
        await KeepAsync("invalid", 30);
        await using (var other = await Data.OpenConnectionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand("select pg_advisory_lock(7310872513)", other);
            await hold.ExecuteNonQueryAsync(Ct);

            (await PruneAsync(new QuarantineLimits())).ShouldBeFalse();

            dropped.ShouldBeEmpty();
            hold.CommandText = "select pg_advisory_unlock(7310872513)";
            await hold.ExecuteNonQueryAsync(Ct);
        }

        (await PruneAsync(new QuarantineLimits())).ShouldBeTrue();
        dropped.ShouldBe(new Dictionary<string, long> { ["invalid"] = 1 });
    }

    [Fact]
    public async Task keeps_what_is_just_being_driven_again()
    {
        await KeepAsync("invalid", 30);
        await using var other = await Data.OpenConnectionAsync(Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("select 1 from events.quarantine for update", other, transaction))
        {
            await hold.ExecuteNonQueryAsync(Ct);
        }

        (await PruneAsync(new QuarantineLimits())).ShouldBeTrue();

        dropped.ShouldBeEmpty();
    }

    [Fact]
    public async Task forgets_the_attempts_with_the_entry()
    {
        await KeepAsync("invalid", 30);
        await Data.ExecuteAsync(
            "insert into events.quarantine_attempt (entry, lenient, outcome, message) select id, false, 'invalid', 'Still.' from events.quarantine");

        await PruneAsync(new QuarantineLimits());

        (await Data.ScalarAsync<long>("select count(*) from events.quarantine_attempt")).ShouldBe(0);
    }

    [Fact]
    public async Task is_measured_by_reason_and_state()
    {
        await KeepAsync("invalid", 2);
        await KeepAsync("invalid", 1);
        await KeepAsync("conflict", 1, redriven: true);
        var bytes = await BytesOfOneAsync();

        var totals = await QuarantineTotal.AllAsync(Data, Ct);

        totals.Select(total => (total.Reason, total.State, total.Entries, total.Bytes))
            .ShouldBe([("conflict", "redriven", 1, bytes), ("invalid", "open", 2, 2 * bytes)]);
        totals[1].OldestSeconds.ShouldBeInRange(2 * 86_400, (2 * 86_400) + 3600);
    }

    /// <summary>Keeps something that was seen that many days ago.</summary>
    private async Task KeepAsync(string reason, int days, bool redriven = false)
    {
        var e = new QuarantinedEvent("test", null, reason, "Why.", [], null, Guid.NewGuid().ToByteArray(), null, null);
        var number = await new QuarantineStore(Data).KeepAsync(e, Ct);
        await Data.ExecuteAsync("update events.quarantine set last_seen_at = now() - make_interval(days => $2) where id = $1", number, days);
        if (redriven)
        {
            await Data.ExecuteAsync("update events.quarantine set state = 'redriven', position = 1 where id = $1", number);
        }
    }

    private Task<bool> PruneAsync(QuarantineLimits limits, int batch = 500) => new QuarantinePruner(Data, limits) { BatchEntries = batch }.RunAsync(
        (byReason, _) =>
        {
            transactions++;
            foreach (var (reason, entries) in byReason)
            {
                dropped[reason] = dropped.GetValueOrDefault(reason) + entries;
            }
        },
        Ct);

    private Task<long> BytesOfOneAsync() => Data.ScalarAsync<long>("select max(bytes) from events.quarantine");

    private Task<List<string>> LeftAsync() => Data.ColumnAsync<string>(
        """
        select concat_ws(' ', reason, nullif(state, 'open'), string_agg(extract(day from now() - last_seen_at)::text, ' ' order by last_seen_at desc))
        from events.quarantine
        group by reason, state
        """);
}
