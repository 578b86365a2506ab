using CdViz.Domain;
using CdViz.Support;
using static CdViz.Adapters.Tests.Logs;

namespace CdViz.Adapters.Tests;

public sealed class The_quarantine(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private readonly QuarantineStore quarantine = new(db.DataSource);

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

        var kept = (await quarantine.AtAsync(number, Ct)).ShouldNotBeNull();
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
        var entry = (await quarantine.AtAsync(first, Ct)).ShouldNotBeNull();
        entry.TimesSeen.ShouldBe(2);
        entry.LastSeenAt.ShouldBeGreaterThan(entry.ReceivedAt);
    }

    [Fact]
    public async Task takes_text_that_PostgreSQL_cannot_hold()
    {
        var number = await quarantine.KeepAsync(Kept("odd", "odd"u8.ToArray()) with { Source = "a\0b", Id = "\uD800", Message = "x\0" }, Ct);

        (await quarantine.AtAsync(number, Ct)).ShouldNotBeNull().Event.Source.ShouldBe("a\uFFFDb");
    }

    [Fact]
    public async Task is_paged_by_number()
    {
        var before = await quarantine.CountAsync(Ct);
        foreach (var i in Enumerable.Range(0, 5))
        {
            await quarantine.KeepAsync(Kept("paged", [(byte)i]), Ct);
        }

        var first = await quarantine.PageAsync(0, 3, "paged", Ct);
        var second = await quarantine.PageAsync(first[^1].Number, 3, "paged", Ct);

        first.Concat(second).Select(entry => entry.Event.Body.Span[0]).ShouldBe([0, 1, 2, 3, 4]);
        (await quarantine.CountAsync(Ct) - before).ShouldBeGreaterThanOrEqualTo(5);
        (await quarantine.AtAsync(1_000_000, Ct)).ShouldBeNull();
    }

    private static QuarantinedEvent Kept(string reason, byte[] body) => new("test", "me", reason, "Why.", [], "application/json", body, "source", "id");
}
