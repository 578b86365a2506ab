namespace CdViz.Adapters.Tests.Projecting.Metrics;

public sealed class The_periods_of_a_time_zone : IAsyncLifetime
{
    private ProjectedLog log = null!;

    public async ValueTask InitializeAsync() => log = await ProjectedLog.CreateAsync([]);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task begin_at_midnight_after_a_midnight_that_is_skipped() =>
        (await StartsAsync("2026-04-22T22:00Z", "2026-04-27T21:00Z", "day", "Africa/Cairo"))
            .ShouldBe(["2026-04-22T22:00Z", "2026-04-23T22:00Z", "2026-04-24T21:00Z", "2026-04-25T21:00Z", "2026-04-26T21:00Z"]);

    [Fact]
    public async Task begin_at_the_first_of_two_midnights() =>
        (await StartsAsync("2020-10-31T04:00Z", "2020-11-03T05:00Z", "day", "America/Havana"))
            .ShouldBe(["2020-10-31T04:00Z", "2020-11-01T04:00Z", "2020-11-02T05:00Z"]);

    [Theory]
    [InlineData("+05:30", "2026-01-01T18:30Z")]
    [InlineData("+0530", "2026-01-01T18:30Z")]
    [InlineData("-03", "2026-01-02T03:00Z")]
    [InlineData("Asia/Kolkata", "2026-01-01T18:30Z")]
    [InlineData("UTC", "2026-01-02T00:00Z")]
    public async Task are_east_of_Greenwich_by_a_plus(string zone, string second) =>
        (await StartsAsync("2026-01-01T12:00Z", "2026-01-02T12:00Z", "day", zone))[1].ShouldBe(second);

    [Theory]
    [InlineData("day")]
    [InlineData("week")]
    [InlineData("month")]
    [InlineData("year")]
    public async Task follow_each_other_without_a_gap_in_every_zone(string bucket) => (await log.Database.ColumnAsync<string>($"""
        select z.name
        from unnest(array['{string.Join("','", TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id))}']) z (name)
        cross join lateral (
            select min(p.begins) as first, max(p.ends) as last, sum(p.ends - p.begins) as whole,
                   bool_and((p.period at time zone z.name) = date_trunc('{bucket}', p.period at time zone z.name)
                       or ((p.period - interval '1 second') at time zone z.name)::date < (p.period at time zone z.name)::date) as begun
            from cdviz.dora_periods('2025-12-15T13:00Z', '2026-12-15T11:00Z', '{bucket}', z.name) p) p
        where (p.first, p.last, p.begun) is distinct from ('2025-12-15T13:00Z'::timestamptz, '2026-12-15T11:00Z'::timestamptz, true)
           or p.whole is distinct from '2026-12-15T11:00Z'::timestamptz - '2025-12-15T13:00Z'::timestamptz
        """)).ShouldBeEmpty();

    private Task<List<string>> StartsAsync(string from, string to, string bucket, string zone) => log.Database.ColumnAsync<string>(
        $"select to_char(period at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"') from cdviz.dora_periods('{from}', '{to}', '{bucket}', '{zone}') order by 1");
}
