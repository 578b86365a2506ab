using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class The_quarantine(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private readonly QuarantineStore quarantine = new(db.DataSource);
    private readonly QuarantineReader reader = new(db.DataSource);

    [Fact]
    public async Task gives_back_what_it_was_given()
    {
        byte[] bytes = [0, 1, 0xFF, 0xFE, .. "{}"u8];
        var given = Kept("unknown-type", bytes) with
        {
            Errors = [new Violation("/context/type", "context.type.unknown", "Never heard of it.")],
            Headers = new Dictionary<string, string> { ["ce-id"] = "1" },
        };

        var number = await quarantine.KeepAsync(given, Ct);

        var kept = (await reader.AtAsync(number, Ct)).ShouldNotBeNull();
        kept.TimesSeen.ShouldBe(1);
        kept.Event.Body.ToArray().ShouldBe(bytes);
        kept.Event.Errors.ShouldBe(given.Errors);
        kept.Event.Headers.ShouldBe(given.Headers);
        (kept.Event with { Body = given.Body, Errors = given.Errors, Headers = given.Headers }).ShouldBe(given);
    }

    [Fact]
    public async Task counts_the_same_bytes_with_the_same_reason()
    {
        var first = await quarantine.KeepAsync(Kept("conflict", "same"u8.ToArray()), Ct);
        var again = await quarantine.KeepAsync(Kept("conflict", "same"u8.ToArray()), Ct);
        var other = await quarantine.KeepAsync(Kept("unknown-version", "same"u8.ToArray()), Ct);

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        var entry = (await reader.AtAsync(first, Ct)).ShouldNotBeNull();
        entry.TimesSeen.ShouldBe(2);
        entry.LastSeenAt.ShouldBeGreaterThan(entry.ReceivedAt);
    }

    [Fact]
    public async Task keeps_many_at_once_and_each_of_them_once()
    {
        var events = Enumerable.Range(0, 300).Select(i => Kept("many", BitConverter.GetBytes(i % 100))).ToList();

        var numbers = await quarantine.KeepAsync(events, Ct);

        numbers.Take(100).Distinct().Count().ShouldBe(100);
        numbers.Skip(100).ShouldBe([.. numbers.Take(100), .. numbers.Take(100)]);
        for (var i = 0; i < 100; i += 33)
        {
            var entry = (await reader.AtAsync(numbers[i], Ct)).ShouldNotBeNull();
            entry.Event.Body.ToArray().ShouldBe(BitConverter.GetBytes(i));
            entry.TimesSeen.ShouldBe(3);
        }
    }

    [Fact]
    public async Task tells_the_same_bytes_as_a_CDEvent_and_as_a_CloudEvent_apart()
    {
        var bare = await quarantine.KeepAsync(Kept("form", "{}"u8.ToArray()), Ct);
        var structured = await quarantine.KeepAsync(Kept("form", "{}"u8.ToArray()) with { Form = BodyForm.Structured }, Ct);

        structured.ShouldNotBe(bare);
        (await reader.AtAsync(structured, Ct)).ShouldNotBeNull().Event.Form.ShouldBe(BodyForm.Structured);
    }

    [Fact]
    public async Task is_filled_by_many_at_the_same_time_with_the_same_things_in_any_order()
    {
        var events = Enumerable.Range(0, 200).Select(i => Kept("crowd", BitConverter.GetBytes(i))).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var mine = events.ToArray();
            new Random(seed).Shuffle(mine);
            for (var round = 0; round < 10; round++)
            {
                await quarantine.KeepAsync(mine, Ct);
            }
        })));

        (await db.DataSource.ColumnAsync<long>("select distinct times_seen from events.quarantine where reason = 'crowd'")).ShouldBe([80]);
    }

    [Fact]
    public async Task takes_text_that_PostgreSQL_cannot_hold()
    {
        var number = await quarantine.KeepAsync(Kept("odd", "odd"u8.ToArray()) with { Source = "a\0b", Id = "\uD800", Message = "x\0" }, Ct);

        (await reader.AtAsync(number, Ct)).ShouldNotBeNull().Event.Source.ShouldBe("a\uFFFDb");
    }

    [Fact]
    public async Task is_paged_by_number()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await quarantine.KeepAsync(Kept("paged", new byte[i + 1]), Ct);
        }

        var first = await reader.PageAsync(new QuarantineFilter(Reason: "paged"), 0, 3, Ct);
        var second = await reader.PageAsync(new QuarantineFilter(Reason: "paged"), first[^1].Number, 3, Ct);

        first.Concat(second).Select(entry => entry.BodyBytes).ShouldBe([1, 2, 3, 4, 5]);
        first.ShouldAllBe(entry => entry.Event.Body.IsEmpty);
        (await reader.CountAsync(new QuarantineFilter(Reason: "paged"), Ct)).ShouldBe((5, second[^1].Number));
        (await reader.AtAsync(1_000_000, Ct)).ShouldBeNull();
    }

    private static QuarantinedEvent Kept(string reason, byte[] body) => new("test", "me", reason, "Why.", [], "application/json", body, "source", "id");
}
