using System.Text.Json.Nodes;
using MLExtensions.Networks;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Parity.Families;

/// <summary>Convolution, pooling, upsampling.</summary>
internal static class Convolutions
{
    public static Dictionary<string, Action<CaseRun>> Table { get; } = new()
    {
        ["Conv1d"] = run => Run(run, new Networks.Convolution1D(
            "",
            run.Whole("in_channels"),
            run.Whole("out_channels"),
            run.Pair("kernel").Width,
            run.Weights,
            run.Pair("stride", 1).Width,
            Padding(run),
            run.Pair("dilation", 1).Width,
            run.Whole("groups", 1),
            hasBias: HasBias(run),
            paddingMode: Mode(run))),
        ["Conv2d"] = run => Run(run, new Networks.Convolution2D(
            "",
            run.Whole("in_channels"),
            run.Whole("out_channels"),
            Size(run, "kernel"),
            run.Weights,
            Size(run, "stride", 1),
            Padding(run),
            Size(run, "dilation", 1),
            run.Whole("groups", 1),
            hasBias: HasBias(run),
            paddingMode: Mode(run))),
        ["ConvTranspose1d"] = run => Run(run, new TransposedConvolution1D(
            "",
            run.Whole("in_channels"),
            run.Whole("out_channels"),
            run.Pair("kernel").Width,
            run.Weights,
            run.Pair("stride", 1).Width,
            run.Pair("padding", 0).Width,
            run.Pair("output_padding", 0).Width,
            run.Pair("dilation", 1).Width,
            run.Whole("groups", 1),
            HasBias(run))),
        ["ConvTranspose2d"] = run => Run(run, new Networks.TransposedConvolution2D(
            "",
            run.Whole("in_channels"),
            run.Whole("out_channels"),
            Size(run, "kernel"),
            run.Weights,
            Size(run, "stride", 1),
            Size(run, "padding", 0),
            Size(run, "output_padding", 0),
            Size(run, "dilation", 1),
            run.Whole("groups", 1),
            HasBias(run))),
        ["MaxPool1d"] = run => Run(run, new MaxPooling1D(
            "", run.Pair("kernel").Width, Stride(run)?.Width, run.Pair("padding", 0).Width, run.Pair("dilation", 1).Width, run.Flag("ceil_mode", false))),
        ["MaxPool2d"] = run => Run(run, new Networks.MaxPooling2D(
            "", Size(run, "kernel"), Stride(run), Size(run, "padding", 0), Size(run, "dilation", 1), run.Flag("ceil_mode", false))),
        ["AvgPool1d"] = run => Run(run, new AveragePooling1D(
            "", run.Pair("kernel").Width, Stride(run)?.Width, run.Pair("padding", 0).Width, run.Flag("ceil_mode", false), run.Flag("count_include_pad", true))),
        ["AvgPool2d"] = run => Run(run, new Networks.AveragePooling2D(
            "",
            Size(run, "kernel"),
            Stride(run),
            Size(run, "padding", 0),
            run.Flag("ceil_mode", false),
            run.Flag("count_include_pad", true),
            run.Has("divisor_override") ? run.Whole("divisor_override") : null)),
        ["AdaptiveAvgPool1d"] = run => Run(run, new AdaptiveAveragePooling1D("", AdaptiveSize(run).Width)),
        ["AdaptiveAvgPool2d"] = run => Run(run, new Networks.AdaptiveAveragePooling2D("", AdaptiveSize(run))),
        ["AdaptiveMaxPool1d"] = run => Run(run, new AdaptiveMaxPooling1D("", AdaptiveSize(run).Width)),
        ["AdaptiveMaxPool2d"] = run => Run(run, new Networks.AdaptiveMaxPooling2D("", AdaptiveSize(run))),
        ["Upsample"] = Upsample,
    };

    private static void Run(CaseRun run, Layer layer) => run.Output("output", layer.Forward(run.Context, run.Input("input")));

    private static bool HasBias(CaseRun run) => run.Case.Weights.ContainsKey("bias");

    private static PaddingMode Mode(CaseRun run) => run.Text("padding_mode", "zeros") switch
    {
        "zeros" => PaddingMode.Constant,
        "reflect" => PaddingMode.Reflect,
        "replicate" => PaddingMode.Replicate,
        "circular" => PaddingMode.Circular,
        string other => throw new InvalidDataException($"No padding is known as '{other}'."),
    };

    private static Size2D Size(CaseRun run, string attribute, int? missing = null)
    {
        (int height, int width) = run.Pair(attribute, missing);
        return new Size2D(height, width);
    }

    /// <summary>Null where it is the kernel's size.</summary>
    private static Size2D? Stride(CaseRun run) => run.Has("stride") ? Size(run, "stride") : null;

    /// <summary>Numbers, or a word.</summary>
    private static ConvolutionPadding Padding(CaseRun run)
    {
        bool word = run.Has("padding") && run.Case.Attributes["padding"]!.GetValueKind() == System.Text.Json.JsonValueKind.String;
        return !word ? Size(run, "padding", 0) : run.Text("padding") switch
        {
            "same" => ConvolutionPadding.Same,
            "valid" => 0,
            string other => throw new InvalidDataException($"No padding is known as '{other}'."),
        };
    }

    /// <summary>Null stands for the input's own length.</summary>
    private static Size2D AdaptiveSize(CaseRun run)
    {
        int[] input = run.Case.Inputs["input"].Shape;
        if (run.Case.Attributes["output"] is not JsonArray list)
        {
            return Size(run, "output");
        }

        int[] lengths = [.. list.Select((length, axis) => length?.GetValue<int>() ?? input[input.Length - list.Count + axis])];
        return new Size2D(lengths[0], lengths[^1]);
    }

    private static void Upsample(CaseRun run)
    {
        UpsamplingMode mode = run.Text("mode", "nearest") switch
        {
            "nearest" => UpsamplingMode.Nearest,
            "nearest-exact" => UpsamplingMode.NearestExact,
            "linear" or "bilinear" => UpsamplingMode.Bilinear,
            "bicubic" => UpsamplingMode.Bicubic,
            string other => throw new InvalidDataException($"No mode of upsampling is known as '{other}'."),
        };
        Scale2D? scale = Scale(run.Case.Attributes["scale"]);
        Size2D? size = run.Has("size") ? Size(run, "size") : null;
        bool alignCorners = run.Flag("align_corners", false);
        Run(run, run.Case.Inputs["input"].Shape.Length == 3
            ? new Upsample1D("", scale?.Width, size?.Width, mode, alignCorners)
            : new Networks.Upsample2D("", scale, size, mode, alignCorners));
    }

    /// <summary>In double: what is less than a whole number in float is one row less.</summary>
    private static Scale2D? Scale(JsonNode? attribute) => attribute switch
    {
        null => null,
        JsonArray list => new Scale2D(list[0]!.GetValue<double>(), list[^1]!.GetValue<double>()),
        _ => attribute.GetValue<double>(),
    };
}
