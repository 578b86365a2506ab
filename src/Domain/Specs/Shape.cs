using System.Text;
using System.Text.RegularExpressions;

namespace CdViz.Domain.Specs;

/// <summary>What a value may be, ready to be checked.</summary>
internal abstract class Shape
{
    /// <summary>An object of any members.</summary>
    public sealed class AnyObject : Shape;

    /// <summary>An object whose values should be texts.</summary>
    public sealed class Tags : Shape;

    /// <summary>An object, or a text.</summary>
    public sealed class ObjectOrText : Shape;

    /// <summary>A string.</summary>
    /// <param name="format">What it must read like.</param>
    /// <param name="filled">It has at least one character.</param>
    /// <param name="allowed">The only ones allowed; empty where any is.</param>
    /// <param name="pattern">A regular expression that it must match; null where there is none.</param>
    public sealed class Text(TextFormat format, bool filled, IReadOnlyList<string> allowed, Regex? pattern) : Shape
    {
        private readonly byte[][] allowedUtf8 = [.. allowed.Select(Encoding.UTF8.GetBytes)];

        public TextFormat Format => format;

        public bool Filled => filled;

        public IReadOnlyList<string> Allowed => allowed;

        public Regex? Pattern => pattern;

        /// <summary>True when the text is one of those allowed, or all are.</summary>
        public bool Allows(ReadOnlySpan<byte> text)
        {
            foreach (var one in allowedUtf8)
            {
                if (text.SequenceEqual(one))
                {
                    return true;
                }
            }

            return allowedUtf8.Length is 0;
        }
    }

    /// <summary>An array.</summary>
    public sealed class List(Shape item) : Shape
    {
        public Shape Item => item;
    }

    /// <summary>An object of one among several shapes, told by a member that each allows another text in.</summary>
    public sealed class Union(IReadOnlyList<Closed> shapes) : Shape
    {
        public IReadOnlyList<Closed> Shapes => shapes;

        /// <summary>The member that tells: <c>linkType</c>.</summary>
        public static bool Tells(ReadOnlySpan<byte> name) => name.SequenceEqual("linkType"u8) || name.SequenceEqual("link_type"u8);
    }

    /// <summary>An object whose members are known.</summary>
    /// <param name="members">At most 32.</param>
    /// <param name="open">It may have others too.</param>
    /// <param name="either">Names of members of which one must be there.</param>
    public sealed class Closed(IReadOnlyList<ShapeMember> members, bool open, IReadOnlyList<string> either) : Shape
    {
        private readonly ShapeMember[] members = [.. members];

        public ReadOnlySpan<ShapeMember> Members => members;

        public bool Open => open;

        public IReadOnlyList<string> Either => either;

        /// <summary>A bit for each member that must be there.</summary>
        public uint Required { get; } = Bits(members, member => member.Required);

        /// <summary>A bit for each member that should be there.</summary>
        public uint Advised { get; } = Bits(members, member => member.Advised);

        /// <summary>A bit for each of the members of which one must be there.</summary>
        public uint OneOf { get; } = Bits(members, member => either.Contains(member.Name));

        /// <summary>The number of a member, or -1.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="guess">Where to look first: most senders keep to one order.</param>
        public int Find(ReadOnlySpan<byte> name, int guess)
        {
            if (guess < members.Length && name.SequenceEqual(members[guess].Utf8Name))
            {
                return guess;
            }

            for (var i = 0; i < members.Length; i++)
            {
                if (name.SequenceEqual(members[i].Utf8Name))
                {
                    return i;
                }
            }

            return -1;
        }

        private static uint Bits(IReadOnlyList<ShapeMember> members, Func<ShapeMember, bool> when) =>
            members.Index().Where(member => when(member.Item)).Aggregate(0u, (bits, member) => bits | (1u << member.Index));
    }
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its value may be.</param>
/// <param name="Required">It must be there.</param>
/// <param name="Advised">The text of the specification asks for it, the schema does not.</param>
internal sealed record ShapeMember(string Name, Shape Shape, bool Required, bool Advised)
{
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);
}

/// <summary>What a text must read like.</summary>
internal enum TextFormat
{
    Any,

    /// <summary>An absolute URI (RFC 3986).</summary>
    Uri,

    /// <summary>A URI, or a reference relative to one.</summary>
    UriReference,

    /// <summary>Date and time with offset (RFC 3339).</summary>
    DateTime,

    /// <summary>A package URL. Only the text of the specification asks for it.</summary>
    Purl,
}
