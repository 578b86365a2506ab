using System.CommandLine;

namespace CdViz.Api.Commands.Emitting;

/// <summary><c>emit SUBJECT PREDICATE</c>: makes one CDEvent from options, checks it, and sends it.</summary>
internal static class EmitCommand
{
    /// <summary>The command, with one for each event of the catalogue that can be sent today.</summary>
    public static Command Create()
    {
        var command = new Command("emit", "Makes one CDEvent from options, checks it and sends it: a step of a pipeline in one line. The draft's events are for servers with Admission:Drafts.");
        foreach (var types in EventTypes.Current.Concat(EventTypes.Drafts).GroupBy(type => type.Subject))
        {
            var subject = new Command(types.Key, $"What happened to a {types.Key}: {string.Join(", ", types.Select(type => type.Predicate))}.");
            foreach (var type in types)
            {
                subject.Subcommands.Add(new EmittedEvent(type).Command);
            }

            command.Subcommands.Add(subject);
        }

        return command;
    }
}
