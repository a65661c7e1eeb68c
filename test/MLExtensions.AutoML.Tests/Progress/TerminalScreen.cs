using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace MLExtensions.AutoML.Tests.Progress;

/// <summary>A terminal as far as a live display needs one: lines, a cursor that escape sequences move, and what they erase.</summary>
internal sealed partial class TerminalScreen(int width) : TextWriter, IAnsiConsoleOutput
{
    private readonly Lock _lock = new();
    private readonly List<StringBuilder> _lines = [new()];
    private string _unfinished = "";
    private int _line, _column;

    public override Encoding Encoding => Encoding.UTF8;

    public TextWriter Writer => this;

    public bool IsTerminal => true;

    public int Width => width;

    public int Height => 40;

    public bool IsCursorVisible { get; private set; } = true;

    /// <summary>What a person sees now, without empty lines at the end.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines.Select(line => line.ToString().TrimEnd())).TrimEnd('\n');
            }
        }
    }

    public IAnsiConsole Console() => AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = this });

    public void SetEncoding(Encoding encoding)
    {
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_lock)
        {
            string text = _unfinished + value;
            _unfinished = "";
            for (int index = 0; index < text.Length;)
            {
                if (text[index] == '\u001B')
                {
                    Match sequence = Sequence().Match(text, index);
                    if (!sequence.Success)
                    {
                        _unfinished = text[index..];
                        return;
                    }

                    Obey(sequence.Groups[1].Value, sequence.Groups[2].Value);
                    index += sequence.Length;
                }
                else
                {
                    Put(text[index++]);
                }
            }
        }
    }

    private void Put(char character)
    {
        switch (character)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                MoveTo(_line + 1);
                _column = 0;
                break;
            default:
                StringBuilder line = _lines[_line];
                line.Append(' ', Math.Max(0, _column + 1 - line.Length));
                line[_column++] = character;
                break;
        }
    }

    private void Obey(string numbers, string command)
    {
        int number = int.TryParse(numbers, out int value) ? value : 0;
        switch (command)
        {
            case "A":
                MoveTo(Math.Max(0, _line - Math.Max(1, number)));
                break;
            case "B":
                MoveTo(_line + Math.Max(1, number));
                break;
            case "K" when number == 2:
                _lines[_line].Clear();
                break;
            case "K":
                _lines[_line].Length = Math.Min(_lines[_line].Length, _column);
                break;
            case "J":
                _lines.RemoveRange(_line + 1, _lines.Count - _line - 1);
                _lines[_line].Length = Math.Min(_lines[_line].Length, _column);
                break;
            case "h" or "l" when numbers == "?25":
                IsCursorVisible = command == "h";
                break;
            case "m" or "h" or "l":
                break;
            default:
                throw new NotSupportedException($"The escape sequence {numbers}{command}.");
        }
    }

    private void MoveTo(int line)
    {
        while (_lines.Count <= line)
        {
            _lines.Add(new());
        }

        _line = line;
    }

    [GeneratedRegex(@"\G\u001B\[([?0-9;]*)([A-Za-z])")]
    private static partial Regex Sequence();
}
