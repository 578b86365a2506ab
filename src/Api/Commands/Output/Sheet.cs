using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace CdViz.Api.Commands.Output;

/// <summary>Writes lists: as columns that fit the terminal, as JSON or as CSV.</summary>
internal static class Sheet
{
    private const string Gap = "  ";

    // What a text is cut down to before a spare column is left out for it, and the least that is left of one.
    private const int Usual = 24;
    private const int Least = 8;

    private static readonly string[] Good = ["success", "elite", "merged", "resolved", "closed", "running", "done"];

    private static readonly string[] Bad = ["failure", "error", "low", "stopped", "orphaned", "conflict", "invalid", "not-json"];

    private static readonly string[] Odd = ["cancel", "skipped", "medium", "open", "rebuilding", "waiting", "abandoned", "unknown-type", "unknown-version"];

    /// <summary>Writes items to standard output.</summary>
    public static void Write<T>(IReadOnlyList<Column> columns, IEnumerable<T> items, OutputShape shape) =>
        Write(columns, [.. items.Select(item => JsonSerializer.SerializeToElement(item, ItemJson.Options))], shape, ItemJson.Members(typeof(T)));

    /// <summary>Writes items to standard output.</summary>
    /// <param name="columns">What a table shows.</param>
    /// <param name="items">The items.</param>
    /// <param name="shape">How.</param>
    /// <param name="members">All members that an item may have, in order.</param>
    public static void Write(IReadOnlyList<Column> columns, IReadOnlyList<JsonElement> items, OutputShape shape, IReadOnlyList<string> members)
    {
        switch (shape)
        {
            case OutputShape.Json:
                Console.Out.WriteLine($"[{string.Join(",", items.Select(item => $"\n  {JsonSerializer.Serialize(item, ItemJson.Options)}"))}{(items.Count > 0 ? "\n" : "")}]");
                break;
            case OutputShape.Csv:
                Csv.Write(Console.Out, members, items);
                break;
            default:
                foreach (var line in items.Count > 0 ? Lines(columns, items, Terminal.Width, Terminal.Colours) : [])
                {
                    Console.Out.WriteLine(line);
                }

                break;
        }
    }

    /// <summary>The lines of a table.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="items">Its rows.</param>
    /// <param name="width">Characters a line may have; null for any number.</param>
    /// <param name="colours">Whether words that are good or bad are coloured.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<Column> columns, IReadOnlyList<JsonElement> items, int? width, bool colours)
    {
        List<Track> tracks = [.. columns.Select(column => new Track(column, [column.Header.ToUpperInvariant(), .. items.Select(column.Of)]))];
        if (width is { } most)
        {
            Fit(tracks, most);
        }

        for (var row = 0; row <= items.Count; row++)
        {
            yield return string.Join(Gap, tracks.Select((track, index) => track.Cell(row, last: index == tracks.Count - 1, colours && row > 0))).TrimEnd();
        }
    }

    private static void Fit(List<Track> tracks, int most)
    {
        while (tracks.Sum(track => track.Column.MayBeCut ? Math.Min(track.Width, Usual) : track.Width) + Gap.Length * (tracks.Count - 1) > most
            && tracks.Where(track => track.Column.Spare > 0).MaxBy(track => track.Column.Spare) is { } spare)
        {
            tracks.Remove(spare);
        }

        while (tracks.Sum(track => track.Width) + Gap.Length * (tracks.Count - 1) > most
            && tracks.Where(track => track.Column.MayBeCut && track.Width > Least).MaxBy(track => track.Width) is { } widest)
        {
            widest.Width--;
        }
    }

    private sealed class Track(Column column, IReadOnlyList<string> cells)
    {
        public Column Column => column;

        public int Width { get; set; } = cells.Max(cell => cell.GetCellWidth());

        public string Cell(int row, bool last, bool colours)
        {
            var text = Cut(cells[row]);
            var room = new string(' ', Math.Max(0, Width - text.GetCellWidth()));
            var shown = colours ? Coloured(text, cells[row]) : text;
            return column.IsNumber ? room + shown : last ? shown : shown + room;
        }

        private static string Coloured(string text, string word) =>
            Good.Contains(word) ? $"\e[32m{text}\e[0m" : Bad.Contains(word) ? $"\e[31m{text}\e[0m" : Odd.Contains(word) ? $"\e[33m{text}\e[0m" : text;

        private string Cut(string text)
        {
            if (text.GetCellWidth() <= Width)
            {
                return text;
            }

            var (kept, room) = (new StringBuilder(), Width - 1);
            foreach (var rune in text.EnumerateRunes())
            {
                room -= rune.ToString().GetCellWidth();
                if (room < 0)
                {
                    break;
                }

                kept.Append(rune.ToString());
            }

            return $"{kept}…";
        }
    }
}
