using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>RNN, GRU, LSTM.</summary>
internal static class Recurrent
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["RNN"] = run => Run(run, (inputs, hidden, layers, bidirectional, dropout, bias) =>
            new Networks.Rnn("", inputs, hidden, run.Weights, layers, bidirectional, dropout, bias, Nonlinearity(run))),
        ["GRU"] = run => Run(run, (inputs, hidden, layers, bidirectional, dropout, bias) =>
            new Networks.Gru("", inputs, hidden, run.Weights, layers, bidirectional, dropout, bias)),
        ["LSTM"] = run => Run(run, (inputs, hidden, layers, bidirectional, dropout, bias) =>
            new Networks.Lstm("", inputs, hidden, run.Weights, layers, bidirectional, dropout, bias)),
    };

    private delegate RecurrentLayer Make(int inputs, int hidden, int layers, bool bidirectional, float dropout, bool bias);

    private static void Run(CaseRun run, Make make)
    {
        bool hasBias = run.Flag("bias", run.Case.Weights.Count == 0 || run.Case.Weights.ContainsKey("bias_ih_l0"));
        RecurrentLayer layer = make(
            run.Whole("input"), run.Whole("hidden"), run.Whole("layers", 1), run.Flag("bidirectional", false), run.Number("dropout", 0), hasBias);
        bool batchFirst = run.Flag("batch_first", true);
        Tensor input = run.Input("input");
        input = batchFirst ? input : SwapAxes(run, input);
        Tensor? lengths = run.Has("lengths") ? run.Scope.From(run.Wholes("lengths"), [run.Wholes("lengths").Length]) : null;
        Tensor? hidden = Optional(run, "h_0"), cell = Optional(run, "c_0");
        Tensor output;
        if (layer is Networks.Lstm lstm)
        {
            LstmState? initial = hidden is { } h && cell is { } c ? new LstmState(h, c) : null;
            output = lstm.Forward(run.Context, input, lengths, initial, out LstmState final);
            run.Output("h_n", final.Hidden);
            run.Output("c_n", final.Cell);
        }
        else
        {
            Tensor final;
            output = layer is Networks.Gru gru
                ? gru.Forward(run.Context, input, lengths, hidden, out final)
                : ((Networks.Rnn)layer).Forward(run.Context, input, lengths, hidden, out final);
            run.Output("h_n", final);
        }

        run.Output("output", batchFirst ? output : SwapAxes(run, output));
    }

    private static Tensor SwapAxes(CaseRun run, Tensor tensor) => run.Context.Run(new Transpose { Axes = [1, 0, 2] }, tensor);

    private static Tensor? Optional(CaseRun run, string name)
    {
        // With and without the underscore, as PyTorch's documentation and its users write them.
        string? found = new[] { name, name.Replace("_", "") }.FirstOrDefault(run.Case.Inputs.ContainsKey);
        return found is null ? null : run.Input(found);
    }

    private static Activation Nonlinearity(CaseRun run) => run.Text("nonlinearity", run.Text("gates", "tanh")) switch
    {
        "tanh" => Activation.Tanh,
        "relu" => Activation.Relu,
        string other => throw new InvalidDataException($"'{other}' is no nonlinearity of RNN."),
    };
}
