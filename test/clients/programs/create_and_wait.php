<?php
// Creates a member, reads a typed error and waits for a bulk, with the generated client.
require 'GuzzleHttp/autoload.php';

spl_autoload_register(function (string $class): void {
    [$package, $path] = explode('\\', $class, 2) + [1 => ''];
    $file = getenv('LOYALTY_CLIENT') . '/lib/' . str_replace('\\', '/', $path) . '.php';
    if ($package === 'LoyaltyClub' && is_file($file)) require $file;
});

use LoyaltyClub\Api\MemberBulksApi;
use LoyaltyClub\Api\MembersApi;
use LoyaltyClub\ApiException;
use LoyaltyClub\Model\BulkMember;
use LoyaltyClub\Model\MemberBulksCreateOrUpdateBody;
use LoyaltyClub\Model\MembersCreateBody;

$person = fn (string $name): array => [
    'email' => "$name@php.example.com", 'first_name' => 'Kari', 'last_name' => 'Nordmann',
];
$club = getenv('LOYALTY_CLUB');
$configuration = (new LoyaltyClub\Configuration())
    ->setHost(getenv('LOYALTY_URL'))
    ->setApiKey('X-Client-Authorization', getenv('LOYALTY_TOKEN'));
$http = new GuzzleHttp\Client(['proxy' => '']);

$members = new MembersApi($http, $configuration);
$body = new MembersCreateBody(['properties' => $person('one')]);
$created = $members->membersCreate($club, 'default', 'php', $body);
echo 'created ', ((array) $created->getProperties())['email'], "\n";

try {
    $members->membersCreate($club, 'default', 'php', $body);
} catch (ApiException $error) {
    $errors = json_decode((string) $error->getResponseBody(), true);
    echo 'refused ', $errors['email'][0]['error'], "\n";
}

$bulks = new MemberBulksApi($http, $configuration);
$rows = array_map(fn (int $n) => new BulkMember(['properties' => $person("bulk-$n")]), range(0, 19));
$bulk = $bulks->memberBulksCreateOrUpdate(
    $club, 'default', 'php', new MemberBulksCreateOrUpdateBody(['members' => $rows]),
);
for ($n = 0; $n < 600; $n += 1) {
    $state = $bulks->memberBulksStatus($club, $bulk->getJobId(), 'default', 'php');
    if (in_array($state->getStatus(), ['finished', 'fatal_error'], true)) {
        echo 'bulk ', $state->getStatus(), ' ', $state->getMembersCreatedNumber(), "\n";
        exit;
    }
    usleep(200_000);
}
