using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>Writes HTML that is also well-formed XML. Every text and attribute value is escaped; only <see cref="Raw"/> is not, and that is for the page's own assets.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    public override string ToString() => _text.ToString();

    /// <summary>Opens an element; disposing closes it.</summary>
    public Element Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes).Append('>');
        _open.Push(name);
        return new Element(this);
    }

    /// <summary>An element with nothing but text in it.</summary>
    public void Add(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        using (Open(name, attributes))
        {
            Text(text);
        }
    }

    /// <summary>An element that has no content, such as <c>meta</c>.</summary>
    public void AddEmpty(string name, params ReadOnlySpan<(string Name, string? Value)> attributes) => Start(name, attributes).Append("/>");

    public void Text(string text) => Escape(text);

    public void Raw(string html) => _text.Append(html);

    /// <summary>Data for the page's scripts. The serializer's default escapes keep every character that HTML gives a meaning to out of it.</summary>
    public void Data<T>(string id, T value)
    {
        Start("script", [("type", "application/json"), ("id", id)]).Append('>').Append(JsonSerializer.Serialize(value, s_json)).Append("</script>");
    }

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new FiniteConverter() } };

    private StringBuilder Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach ((string attribute, string? value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(attribute).Append("=\"");
                Escape(value);
                _text.Append('"');
            }
        }

        return _text;
    }

    private void Close() => _text.Append("</").Append(_open.Pop()).Append('>');

    private void Escape(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '\n' or '\t' => _text.Append((char)rune.Value),

                // Characters that no document may hold, escaped or not.
                < ' ' or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => _text.Append('\uFFFD'),
                _ => _text.Append(CultureInfo.InvariantCulture, $"{rune}"),
            };
        }
    }

    /// <summary>An element that is open.</summary>
    public readonly struct Element(HtmlWriter writer) : IDisposable
    {
        public void Dispose() => writer.Close();
    }
}
