using System.Globalization;

namespace MLExtensions.Tests.StandIn;

/// <summary>Reads the list of an assembly's public members: a line each, `Type :: signature`, the signature as in the source.</summary>
internal static class ApiList
{
    private static readonly HashSet<string> Modifiers =
    [
        "public", "protected", "internal", "static", "abstract", "virtual", "override", "sealed", "readonly", "const", "new", "partial", "unsafe", "extern",
    ];

    private static readonly HashSet<string> TypeKinds = ["class", "struct", "interface", "enum", "delegate", "ref"];

    private static readonly HashSet<string> References = ["Object", "String", "TrialSettings"];

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["bool"] = "Boolean",
        ["byte"] = "Byte",
        ["sbyte"] = "SByte",
        ["short"] = "Int16",
        ["ushort"] = "UInt16",
        ["int"] = "Int32",
        ["uint"] = "UInt32",
        ["long"] = "Int64",
        ["ulong"] = "UInt64",
        ["float"] = "Single",
        ["double"] = "Double",
        ["char"] = "Char",
        ["string"] = "String",
        ["object"] = "Object",
        ["void"] = "Void",

        // The alias that a file of ML.NET gives a nested class.
        ["LROptions"] = "Options",
    };

    public static HashSet<ApiMember> Read(string path) => [.. File.ReadLines(path).Where(line => line.Contains(" :: ")).Select(Parse)];

    private static ApiMember Parse(string line)
    {
        int at = line.IndexOf(" :: ", StringComparison.Ordinal);
        string type = WithArity(line[..at]);
        string text = line[(at + 4)..].Trim();
        while (FirstWord(text) is var word && Modifiers.Contains(word))
        {
            text = text[word.Length..].TrimStart();
        }

        if (TypeKinds.Contains(FirstWord(text)))
        {
            return new ApiMember(FirstWord(text) == "delegate" ? type + DelegateArity(text) : type, "type", "", "", "");
        }

        if (FirstWord(text) == "event")
        {
            string[] parts = text.Split(' ');
            return new ApiMember(type, "event", parts[^1], "", TypeName(string.Join(' ', parts[1..^1])));
        }

        int where = text.IndexOf(" where ", StringComparison.Ordinal);
        text = where < 0 ? text : text[..where];
        int index = text.IndexOf(" this[", StringComparison.Ordinal);
        if (index >= 0)
        {
            string inside = text[(index + 6)..text.IndexOf(']', index)];
            return new ApiMember(type, "property", "Item", ParametersOf(inside), TypeName(text[..index]));
        }

        int brace = text.IndexOf('{');
        if (brace >= 0)
        {
            (string returns, string name) = SplitLast(text[..brace]);
            string accessors = text[brace..].Contains("set;") ? " set" : "";
            return new ApiMember(type, "property", name + accessors, "", TypeName(returns));
        }

        int open = LastGroup(text);
        if (open >= 0)
        {
            (string returns, string name) = SplitLast(text[..open]);
            string list = text[(open + 1)..text.LastIndexOf(')')];
            string[] defaults = [.. SplitTop(list).Select(DefaultOf)];
            return returns.Length == 0
                ? new ApiMember(type, "constructor", "", ParametersOf(list), "") { Defaults = defaults }
                : new ApiMember(type, "method", WithArity(name), ParametersOf(list), TypeName(returns)) { Defaults = defaults };
        }

        int equals = text.IndexOf('=');
        (string fieldType, string field) = SplitLast(equals < 0 ? text : text[..equals]);
        return new ApiMember(type, "field", field, "", TypeName(fieldType));
    }

    private static string DelegateArity(string text)
    {
        string head = text[..text.IndexOf('(')];
        return head.EndsWith('>') ? $"`{SplitTop(head[(head.LastIndexOf('<') + 1)..^1]).Count}" : "";
    }

    private static string DefaultOf(string parameter)
    {
        string text = parameter.Contains('=') ? parameter[(parameter.IndexOf('=') + 1)..].Trim() : "?";
        return text is "null" or "true" or "false" ? text
            : double.TryParse(text.TrimEnd('f', 'F', 'L'), CultureInfo.InvariantCulture, out double number) ? number.ToString(CultureInfo.InvariantCulture)
            : "?";
    }

    private static string ParametersOf(string text) => string.Join(", ", SplitTop(text).Select(ParameterOf));

    private static string ParameterOf(string text)
    {
        int equals = text.IndexOf('=');
        string optional = equals < 0 ? "" : " =";
        text = (equals < 0 ? text : text[..equals]).Trim();
        string modifier = "";
        while (FirstWord(text) is "this" or "params" or "scoped" or "ref" or "out" or "in")
        {
            string word = FirstWord(text);
            modifier = word is "ref" or "out" or "in" ? word + " " : modifier;
            text = text[word.Length..].TrimStart();
        }

        (string type, string name) = SplitLast(text);
        return $"{modifier}{TypeName(type)} {name}{optional}";
    }

    /// <summary>A type without namespaces and outer types: `Dictionary&lt;String, Column[]&gt;`.</summary>
    private static string TypeName(string text)
    {
        text = text.Replace(" [", "[").Trim();
        if (text.Length == 0)
        {
            return "";
        }

        if (text.EndsWith("[]", StringComparison.Ordinal))
        {
            return TypeName(text[..^2]) + "[]";
        }

        if (text.EndsWith('?'))
        {
            // Reflection does not tell whether a reference may be null.
            string type = TypeName(text[..^1]);
            return type.EndsWith(']') || References.Contains(type) ? type : type + "?";
        }

        int open = text.IndexOf('<');
        string name = open < 0 ? text : text[..open];
        string rest = open < 0 ? "" : text[open..];
        int close = open < 0 ? -1 : Matching(text, open);
        if (close >= 0 && close < text.Length - 1)
        {
            // A type within a generic one.
            return TypeName(text[(close + 2)..]);
        }

        name = name[(name.LastIndexOf('.') + 1)..];
        string arguments = rest.Length == 0 ? "" : $"<{string.Join(", ", SplitTop(rest[1..^1]).Select(TypeName))}>";
        return (Aliases.GetValueOrDefault(name) ?? name) + arguments;
    }

    private static string WithArity(string name)
    {
        for (int open = name.IndexOf('<'); open >= 0; open = name.IndexOf('<'))
        {
            int close = Matching(name, open);
            name = $"{name[..open]}`{SplitTop(name[(open + 1)..close]).Count}{name[(close + 1)..]}";
        }

        return name;
    }

    private static int Matching(string text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"'{text}' has an open bracket.");
    }

    private static string FirstWord(string text) => text.Split(' ', 2)[0];

    /// <summary>What stands before the last name, and the name.</summary>
    private static (string Before, string Name) SplitLast(string text)
    {
        text = text.Trim();
        int depth = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            depth += text[i] == '>' ? 1 : text[i] == '<' ? -1 : 0;
            if (depth == 0 && text[i] == ' ')
            {
                return (text[..i], text[(i + 1)..]);
            }
        }

        return ("", text);
    }

    /// <summary>Where the parameter list starts; -1 where there is none.</summary>
    private static int LastGroup(string text)
    {
        int depth = 0;
        int angle = 0;
        int last = -1;
        for (int i = 0; i < text.Length; i++)
        {
            angle += depth > 0 ? 0 : text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
            if (text[i] == '(' && depth++ == 0 && angle == 0)
            {
                last = i;
            }

            depth -= text[i] == ')' ? 1 : 0;
        }

        return last;
    }

    private static List<string> SplitTop(string text)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] is '<' or '(' or '[' ? 1 : text[i] is '>' or ')' or ']' ? -1 : 0;
            if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        if (text.Trim().Length > 0)
        {
            parts.Add(text[start..]);
        }

        return parts;
    }
}
