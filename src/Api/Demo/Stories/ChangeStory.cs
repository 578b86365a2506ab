namespace CdViz.Api.Demo.Stories;

/// <summary>A change to the code.</summary>
/// <param name="Id">subject.id: <c>fennel/basket/pull/412</c>.</param>
/// <param name="Commit">Its newest commit.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Urgent">It mends production: nobody waits for office hours.</param>
/// <param name="Careful">It is checked so well that it breaks nothing.</param>
/// <param name="Ticket">What asked for it, or null.</param>
/// <param name="Trail">The chain, at the merge.</param>
internal sealed record Change(string Id, string Commit, string Author, bool Urgent, bool Careful, Ticket? Ticket, Trail Trail);

/// <summary>From an idea to the main branch: ticket, branch, pull request with its pipelines, reviews, merge; then on to delivery.</summary>
internal sealed class ChangeStory(Company company, TestRuns tests, StoryBook stories)
{
    private static readonly IReadOnlyList<string> Verbs = ["Add", "Simplify", "Speed up", "Correct", "Rework", "Explain", "Extend", "Clean up"];
    private static readonly IReadOnlyList<string> Types = ["enhancement", "bug", "task"];
    private static readonly IReadOnlyList<string> Priorities = ["low", "medium", "high"];

    /// <summary>An everyday change.</summary>
    public IEnumerable<DateTime> Everyday(Service service)
    {
        var dice = service.Dice;
        var trail = company.NewTrail();
        var author = dice.Pick(company.People);
        var title = $"{dice.Pick(Verbs)} {dice.Pick(service.Plan.Features).Replace('-', ' ')}";
        Ticket? ticket = null;
        if (dice.Chance(0.6))
        {
            ticket = new(company, trail, dice.Pick(Types), dice.Pick(Priorities), title, service.Plan.Team, dice.Pick(company.People));
            ticket.Create(company.Time.Now);
            yield return Later(service, false, 10, 300);
            ticket.Assign(company.Time.Now, author);
        }

        yield return Later(service, false, 5, 60);
        foreach (var wake in Write(service, trail, ticket, author, title, urgent: false, careful: false))
        {
            yield return wake;
        }
    }

    /// <summary>A change that mends something.</summary>
    public IEnumerable<DateTime> Fix(Service service, Trail trail, Ticket ticket, bool urgent)
    {
        var dice = service.Dice;
        var author = dice.Pick(company.People);
        ticket.Assign(company.Time.Now, author);
        yield return urgent ? company.Time.Now + dice.Minutes(5, 40) : Later(service, false, 20, 240);
        foreach (var wake in Write(service, trail, ticket, author, $"Mend {dice.Pick(service.Plan.Features).Replace('-', ' ')}", urgent, careful: true))
        {
            yield return wake;
        }
    }

    private IEnumerable<DateTime> Write(Service service, Trail trail, Ticket? ticket, string author, string title, bool urgent, bool careful)
    {
        var dice = service.Dice;
        var git = company.Tools.Git;
        var repository = $"fennel/{(dice.Chance(0.7) ? service.Plan.Repositories[0] : service.Plan.Repositories[^1])}";
        var number = service.NextChange();
        var id = $"{repository}/pull/{number}";
        var branch = $"{repository}/{(careful ? "fix" : "feature")}/{(ticket is null ? author : ticket.Key.ToLowerInvariant())}-{number}";
        var about = Content.Reference(repository);
        git.Send(company.Time.Now, "branch.created", branch, trail, new(("repository", about)));
        yield return Later(service, urgent, 20, 420);

        var description = ticket is null ? title : $"{title} ({ticket.Key})";
        git.Send(company.Time.Now, "change.created", id, trail, new(("description", description), ("repository", about)));
        var broken = !careful && dice.Chance(0.14);
        string commit;
        for (var push = 1; ; push++)
        {
            commit = dice.Hex(48)[..40];
            var passed = CheckedBy(service, commit, trail, broken, out var ends);
            yield return ends;
            yield return Later(service, urgent, 5, 180);

            var asksForMore = !careful && push < 3 && dice.Chance(0.35);
            if (passed)
            {
                git.Send(company.Time.Now, "change.reviewed", id, trail, new(("repository", about)), custom: new(
                    ("review", new Content(("by", dice.Pick(company.People)), ("verdict", asksForMore ? "changes-requested" : "approved")))));
                if (!asksForMore)
                {
                    break;
                }
            }

            if (!careful && dice.Chance(0.07))
            {
                git.Send(company.Time.Now, "change.abandoned", id, trail, new(("repository", about)));
                git.Send(company.Time.Now + dice.Seconds(2, 20), "branch.deleted", branch, trail, new(("repository", about)), ends: true);
                ticket?.Close(company.Time.Now + dice.Minutes(1, 30), author, "withdrawn");
                yield break;
            }

            yield return Later(service, urgent, 5, 120);
            git.Send(company.Time.Now, "change.updated", id, trail, new(("repository", about)));
            broken = broken && dice.Chance(0.2);
        }

        yield return Later(service, urgent, 1, 200);
        var merged = git.Send(company.Time.Now, "change.merged", id, trail, new(("repository", about)));
        git.Send(company.Time.Now + dice.Seconds(1, 20), "branch.deleted", branch, trail.Branch(), new(("repository", about)));
        foreach (var wake in stories.Delivery.Of(service, new(id, commit, author, urgent, careful, ticket, trail), merged))
        {
            yield return wake;
        }
    }

    // Minutes of work; when it is urgent, a tenth of them and at any hour.
    private DateTime Later(Service service, bool urgent, int low, int high) => urgent
        ? company.Time.Now + (service.Dice.Minutes(low, high) / 10) + TimeSpan.FromMinutes(1)
        : WorkingHours.After(company.Time.Now, service.Dice.Minutes(low, high), service.Dice);

    private bool CheckedBy(Service service, string commit, Trail trail, bool broken, out DateTime ends)
    {
        var dice = service.Dice;
        var run = new PipelineRun(company, service, "pull-request", commit, trail.Branch());
        run.Begin(company.Time.Now + dice.Seconds(2, 15));
        run.Task("lint", dice.Seconds(8, 50));
        run.Task("compile", dice.Seconds(25, 200));
        if (dice.Chance(0.03))
        {
            run.Finish("cancel", "cancelled by a newer push");
            ends = run.At;
            return false;
        }

        var end = run.Begin("unit-tests");
        var result = tests.Run(service, service.Tests.Unit, Environments.Ci, run.At, run.Trail, "pipeline", run.Uri, null, broken);
        run.At = result.Ends;
        end(result.Outcome, result.Reason);
        run.Finish(result.Outcome, result.Reason);
        ends = run.At;
        return result.Outcome is "success";
    }
}
