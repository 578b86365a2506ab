using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_ticket
{
    private static readonly Tickets Tickets = new();

    [Fact]
    public void keeps_the_last_that_was_said_of_it() => Tickets.Spec()
        .Given(Event("t-1", 1, new TicketCreated
        {
            Summary = "Slow",
            TicketType = "bug",
            Group = "shop",
            Creator = "ada",
            Priority = "low",
            Labels = ["a", "b"],
            Milestone = "m1",
            Uri = "https://tickets/1",
        }))
        .When(
            Event("t-1", 3, new TicketUpdated { Priority = "high", Assignees = ["bela"], UpdatedBy = "chidi" }),
            Event("t-1", 9, new TicketClosed { Resolution = "completed", UpdatedBy = "dana" }))
        .Then(row => row with
        {
            Summary = "Slow",
            TicketType = "bug",
            TicketGroup = "shop",
            Creator = "ada",
            Priority = "high",
            Labels = """["a","b"]""",
            Assignees = """["bela"]""",
            Milestone = "m1",
            Uri = "https://tickets/1",
            Resolution = "completed",
            UpdatedBy = "dana",
            CreatedAt = T(1),
            UpdatedAt = T(3),
            ClosedAt = T(9),
            ReopenedAt = null,
            TimesReopened = 0,
        });

    [Fact]
    public void is_open_again_when_created_again() => Tickets.Spec()
        .Given(Event("t-1", 1, new TicketCreated()), Event("t-1", 5, new TicketClosed { Resolution = "withdrawn" }))
        .When(Event("t-1", 7, new TicketCreated()))
        .Then(row => row with { CreatedAt = T(1), ClosedAt = null, Resolution = null, ReopenedAt = T(7), TimesReopened = 1 });

    [Fact]
    public void stays_closed_when_somebody_remarks_on_it() => Tickets.Spec()
        .Given(Event("t-1", 5, new TicketClosed { Resolution = "duplicate" }))
        .When(Event("t-1", 7, new TicketUpdated()))
        .Then(row => row with { CreatedAt = null, UpdatedAt = T(7), ClosedAt = T(5), Resolution = "duplicate" });
}
