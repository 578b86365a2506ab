namespace CdViz.Domain.Specs;

/// <summary>One release of the specification as its <c>.spec</c> file tells it: what is not said there is as in the release it is like.</summary>
internal sealed class SpecText
{
    private const StringComparison Exact = StringComparison.Ordinal;

    private SpecText(string spec, DateOnly? date) => (Spec, Date) = (spec, date);

    /// <summary><c>0.5.1</c></summary>
    public string Spec { get; }

    /// <summary>The day it was released; null for a draft.</summary>
    public DateOnly? Date { get; }

    /// <summary>Shapes of objects by name: <c>context</c>, <c>context.ticket</c>, <c>reference</c>.</summary>
    public Dictionary<string, ShapeText> Shapes { get; private init; } = [];

    /// <summary>Events by name, in the spelling of the specification: <c>pipelineRun.started</c>.</summary>
    public Dictionary<string, EventText> Events { get; private init; } = [];

    /// <summary>The stage of delivery by subject: <c>pipelineRun</c> is of <c>core</c>.</summary>
    public Dictionary<string, string> Stages { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="earlier">The releases read before it.</param>
    /// <exception cref="FormatException">A line is not understood.</exception>
    public static SpecText Read(string text, IReadOnlyList<SpecText> earlier)
    {
        var lines = new SpecLines(text);
        var release = lines.Next() is ['r', ..] first && first.Split(' ') is ["release", var spec, var date]
            ? new SpecText(spec, date is "draft" ? null : DateOnly.ParseExact(date, "yyyy-MM-dd"))
            : throw lines.Wrong("release <version> <date or draft>");
        while (lines.Next() is { } line)
        {
            release = release.Take(line, lines, earlier);
        }

        return release;
    }

    private SpecText Take(string line, SpecLines lines, IReadOnlyList<SpecText> earlier)
    {
        switch (line.Split(' '))
        {
            case ["like", var other]:
                return Like(earlier.FirstOrDefault(release => release.Spec == other) ?? throw lines.Wrong("a release before this one"));
            case ["without", var name] when Shapes.Remove(name) || Events.Remove(name):
                break;
            case ["stage", [.. var stage, ':'], .. var subjects]:
                subjects.ToList().ForEach(subject => Stages[subject] = stage);
                break;
            case ["again", [.. var version, ':'], .. var events]:
                foreach (var name in events)
                {
                    Events[name] = Events.GetValueOrDefault(name) is { } before ? before with { Version = version } : throw lines.Wrong("events of the release before");
                }

                break;
            case ["event", var name, var version] when name.Count(c => c is '.') is 1 && Stages.ContainsKey(name[..name.IndexOf('.', Exact)]):
                Events[name] = new(version, lines.Members(indent: 2, open: false));
                break;
            case ["shape", .. var names, "open"]:
                Add(names, lines.Members(indent: 2, open: true));
                break;
            case ["shape", .. var names]:
                Add(names, lines.Members(indent: 2, open: false));
                break;
            default:
                throw lines.Wrong("like, without (what there is), stage, shape, event (of a subject with a stage) or again");
        }

        return this;
    }

    private void Add(string[] names, ShapeText shape)
    {
        foreach (var name in names)
        {
            Shapes[name] = shape;
        }
    }

    private SpecText Like(SpecText other) => new(Spec, Date) { Shapes = new(other.Shapes), Events = new(other.Events), Stages = new(other.Stages) };
}

/// <summary>An event in one release.</summary>
/// <param name="Version">Its own version: <c>0.2.0</c>.</param>
/// <param name="Content">Its content.</param>
internal sealed record EventText(string Version, ShapeText Content);

/// <summary>An object.</summary>
/// <param name="Members">What it may have.</param>
/// <param name="Open">It may have others too.</param>
/// <param name="Either">One of these it must have; empty where nothing of the kind is asked.</param>
internal sealed record ShapeText(IReadOnlyList<MemberText> Members, bool Open, IReadOnlyList<string> Either);

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Required">It must be there.</param>
/// <param name="Advised">The text of the specification asks for it, the schema does not.</param>
/// <param name="Kind">What its value is: <c>filled text</c>, <c>one of a|b</c>, the name of a shape.</param>
/// <param name="Inline">The members of its value, where those stand below it.</param>
internal sealed record MemberText(string Name, bool Required, bool Advised, string Kind, ShapeText? Inline);
