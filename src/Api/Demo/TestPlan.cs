namespace CdViz.Api.Demo;

/// <summary>How a test case behaves, whatever the change.</summary>
internal enum Habit
{
    /// <summary>Fails only when something is broken.</summary>
    Steady,

    /// <summary>Now and then fails for the same artifact that it has passed, or will pass.</summary>
    Flaky,

    /// <summary>Takes minutes.</summary>
    Slow,

    /// <summary>Known to fail; does not hold anything up.</summary>
    MostlyFailing,

    /// <summary>Switched off.</summary>
    Skipped,
}

/// <summary>A test case.</summary>
/// <param name="Id">Identifies it for ever.</param>
/// <param name="Name">For people.</param>
/// <param name="Type">testCase.type.</param>
/// <param name="Habit">How it behaves.</param>
internal sealed record TestCase(string Id, string Name, string Type, Habit Habit);

/// <summary>A test suite.</summary>
/// <param name="Id">Identifies it for ever.</param>
/// <param name="Name">For people.</param>
/// <param name="Detailed">The start of each case is reported too, not only its end.</param>
/// <param name="CaseSeconds">The longest that a case usually takes.</param>
/// <param name="Cases">What it checks.</param>
internal sealed record TestSuite(string Id, string Name, bool Detailed, int CaseSeconds, IReadOnlyList<TestCase> Cases);

/// <summary>The suites of a service, and which of their cases are a nuisance.</summary>
internal sealed class TestPlan
{
    /// <summary>Draws up the suites of a service.</summary>
    public TestPlan(ServicePlan service, Dice dice)
    {
        Unit = Suite(service, "unit", "unit", 8, false, 3, [Habit.Skipped], dice);
        Integration = Suite(service, "integration", "integration", 7, true, 20, [Habit.Flaky, Habit.Slow], dice);
        EndToEnd = Suite(service, "e2e", "e2e", 5, true, 60, service.Train ? [Habit.Slow, Habit.Skipped] : [Habit.Flaky], dice);
        Performance = Suite(service, "performance", "performance", 4, true, 240, service.Repositories.Count > 1 ? [Habit.MostlyFailing] : [], dice);
        Security = Suite(service, "security", "security", 4, false, 90, [Habit.Skipped], dice);
    }

    /// <summary>With every push.</summary>
    public TestSuite Unit { get; }

    /// <summary>With every build of the main branch.</summary>
    public TestSuite Integration { get; }

    /// <summary>Against staging, before production.</summary>
    public TestSuite EndToEnd { get; }

    /// <summary>Against staging, every night.</summary>
    public TestSuite Performance { get; }

    /// <summary>Of the image, on Sundays.</summary>
    public TestSuite Security { get; }

    private static TestSuite Suite(
        ServicePlan service, string name, string type, int cases, bool detailed, int caseSeconds, IReadOnlyList<Habit> nuisances, Dice dice)
    {
        var first = dice.Between(0, cases - 1);
        return new(
            $"{service.Name}.{name}",
            $"{service.Name} {name} tests",
            detailed,
            caseSeconds,
            [.. Enumerable.Range(0, cases).Select(i => new TestCase(
                $"{service.Name}.{name}.{service.Features[i]}",
                Sentence(type, service.Features[i].Replace('-', ' ')),
                type,
                ((i - first + cases) % cases) is var nth && nth < nuisances.Count ? nuisances[nth] : Habit.Steady))]);
    }

    private static string Sentence(string type, string feature) => type switch
    {
        "unit" => $"{feature}: rules hold",
        "integration" => $"{feature} works with its neighbours",
        "e2e" => $"a customer can use {feature}",
        "performance" => $"{feature} answers within 300 ms at the 99th percentile",
        _ => $"{feature}: no known vulnerability",
    };
}
