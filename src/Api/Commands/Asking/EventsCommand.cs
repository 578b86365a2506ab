using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace CdViz.Api.Commands.Asking;

/// <summary><c>events</c>: the newest events of the log, those after a position, or with <c>--follow</c> those that come.</summary>
internal static class EventsCommand
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private static readonly Column[] Columns =
    [
        new("position", "position", Show.Number), new("type", "type"), new("subject", "subject"), new("occurred (UTC)", "occurredAt", Show.Time),
        new("source", "source", Spare: 1), new("chain", "chainId", Spare: 2),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (filters, server, shape) = (new Filters(typeof(EventEndpoints.PageQuery)), new ServerOptions(Scopes.Read), new ShapeOptions());
        var after = Given.Maybe("--after", "The events after this position, in order; the newest ones when left out.", Rules.Number(0));
        var follow = Given.Flag("--follow", "Go on with the events that come, until Ctrl-C; with --json one on each line.");
        var limit = QuestionCommands.Limit();
        var command = new Command("events", "The newest events of the log, by position; or those --after a position. Times are UTC.") { after, follow };
        filters.AddTo(command);
        command.Options.Add(limit);
        shape.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var query = filters.Of(parsed).ToList();
            if (parsed.GetValue(follow))
            {
                return await FollowAsync(client, query, parsed.GetValue(after), shape.Of(parsed), ct);
            }

            var (items, more) = parsed.GetValue(after) is { } position
                ? await client.ListAsync("events", [.. query, ("after", Text(position))], parsed.GetValue(limit), page => ("after", page.GetProperty("after").ToString()), ct)
                : await client.ListAsync("events", [.. query, ("before", Text(long.MaxValue))], parsed.GetValue(limit), Earlier, ct);
            if (parsed.GetValue(after) is null)
            {
                items.Reverse();
            }

            Write(items, shape.Of(parsed));
            QuestionCommands.TellRest(items.Count, more);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> FollowAsync(ServerClient client, List<(string, string)> query, long? after, OutputShape shape, CancellationToken ct)
    {
        var last = after is { } position ? Text(position) : null;
        var lines = new FollowedEvents(shape);
        while (true)
        {
            try
            {
                using var response = await client.OpenAsync(ServerQuestions.Address("events/live", query), last, ct);
                await foreach (var e in SseParser.Create(await response.Content.ReadAsStreamAsync(ct)).EnumerateAsync(ct))
                {
                    last = e.EventId ?? last;
                    lines.Write(Shown(JsonElement.Parse(e.Data)), e.Data);
                }
            }
            catch (Exception broken) when (last is not null && broken is HttpRequestException or IOException && !ct.IsCancellationRequested)
            {
                // Goes on where it was as soon as the server is there again.
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return ExitCode.Done;
            }

            await Task.Delay(Again, ct);
        }
    }

    // A page may have no events though there are earlier ones: its link says where.
    private static (string, string)? Earlier(JsonElement page) =>
        ("before", QueryHelpers.ParseQuery(page.GetProperty("next").GetString()!.Split('?', 2)[^1])["before"].ToString());

    private static void Write(List<JsonElement> items, OutputShape shape)
    {
        if (shape is OutputShape.Table)
        {
            Sheet.Write(Columns, [.. items.Select(Shown)], shape, []);
        }
        else
        {
            Sheet.Write(Columns, items, shape, ItemJson.Members(typeof(EventItem)));
        }
    }

    // What people look for stands in the CDEvent.
    private static JsonElement Shown(JsonElement item)
    {
        var (context, subject) = (item.GetProperty("data").GetProperty("context"), item.GetProperty("data").GetProperty("subject"));
        return JsonSerializer.SerializeToElement(
            new
            {
                position = item.GetProperty("position").GetInt64(),
                type = Short(context.GetProperty("type").GetString()!),
                subject = subject.GetProperty("id").GetString(),
                occurredAt = item.GetProperty("occurredAt"),
                source = context.GetProperty("source").GetString(),
                chainId = item.GetProperty("chainId"),
            },
            ItemJson.Options);
    }

    // dev.cdevents.service.deployed.0.3.0: the beginning and the end say little.
    private static string Short(string type) => type.Split('.') is ["dev", "cdevents", var subject, var predicate, ..] ? $"{subject}.{predicate}" : type;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Lines as events come: no table can know how wide the next will be.</summary>
    private sealed class FollowedEvents(OutputShape shape)
    {
        private bool begun;

        public void Write(JsonElement shown, string raw)
        {
            switch (shape)
            {
                case OutputShape.Json:
                    Console.Out.WriteLine(raw);
                    break;
                case OutputShape.Csv:
                    Action<TextWriter, IReadOnlyList<string>, IEnumerable<JsonElement>> write = begun ? Csv.WriteItems : Csv.Write;
                    write(Console.Out, ItemJson.Members(typeof(EventItem)), [JsonElement.Parse(raw)]);
                    break;
                default:
                    var line = $"{Columns[0].Of(shown),10}  {Columns[1].Of(shown),-26}  {Columns[3].Of(shown)}  {Columns[2].Of(shown)}";
                    Console.Out.WriteLine(Terminal.Width is { } width && line.Length > width ? $"{line[..(width - 1)]}…" : line);
                    break;
            }

            begun = true;
            Console.Out.Flush();
        }
    }
}
